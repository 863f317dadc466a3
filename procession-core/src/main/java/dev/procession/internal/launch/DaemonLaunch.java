package dev.procession.internal.launch;

import dev.procession.ProcessOptions;
import dev.procession.internal.channel.Fifos;
import dev.procession.internal.util.Shortage;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The start of a JVM that is nobody's child: a shell, {@code setsid}, which forks and ends, and a
 * second shell, which tells its process id and replaces itself by the JVM. So the JVM leads a
 * session of its own without a terminal, and its parent is process 1, or the nearest subreaper.
 *
 * <p>Its standard input is empty, and what it writes goes to a log. By one more descriptor, of a
 * named pipe, it reports to who starts it: who reads there sees the end of the stream when the JVM
 * has ended, at whatever stage.
 */
public final class DaemonLaunch implements AutoCloseable {

    /** The descriptor by which the JVM reports. */
    public static final int REPORT = 8;

    /** It goes no further if nobody hears its process id any more. */
    private static final String SECOND = "echo $$ >&" + REPORT + " && exec \"$@\"";

    /** Its arguments: the pipe, the log, the program setsid, then the command. */
    private static final String FIRST =
            "ulimit -c 0 2>/dev/null; exec </dev/null "
                    + REPORT
                    + ">\"$1\" >>\"$2\" 2>&1; setsid=$3; shift 3; exec \"$setsid\" --fork "
                    + Launcher.SHELL
                    + " -c '"
                    + SECOND
                    + "' procession \"$@\"";

    private static final long PATIENCE_SECONDS = 20;

    private final Path pipe;
    private final FileInputStream report;

    private DaemonLaunch(Path pipe, FileInputStream report) {
        this.pipe = pipe;
        this.report = report;
    }

    /**
     * Writes down what the JVM is told, so that it can be started by {@link #begin} at any time.
     *
     * @param file where
     * @param options how it is started
     * @param main its main class
     * @param words the arguments of that
     * @throws IOException if it cannot be written, or the library cannot be read by another JVM
     */
    public static void write(Path file, ProcessOptions options, Class<?> main, String... words)
            throws IOException {
        JvmCommand.write(JvmCommand.ofDetached(options, main, List.of(words)), file);
    }

    /** Returns the program that starts a JVM with such options. */
    public static String java(ProcessOptions options) throws IOException {
        return JvmCommand.launcher(options);
    }

    /**
     * Starts it.
     *
     * @param java the program
     * @param arguments what {@link #write} has written
     * @param options its environment and directory
     * @param pipe where the named pipe is made
     * @param log what it writes is added to this file
     * @return the start, which is closed when it has told enough
     * @throws IOException if the system refuses
     */
    public static DaemonLaunch begin(
            String java, Path arguments, ProcessOptions options, Path pipe, Path log)
            throws IOException {
        Path setsid = Launcher.program("setsid");
        Files.deleteIfExists(pipe);
        if (setsid == null || !Files.isExecutable(Launcher.SHELL) || !Fifos.make(pipe)) {
            throw new IOException(
                    "a daemon needs the programs sh, setsid and mkfifo, which this system lacks or"
                            + " refuses: install util-linux and coreutils");
        }
        ProcessBuilder builder =
                JvmCommand.builder(
                        options,
                        List.of(
                                Launcher.SHELL.toString(),
                                "-c",
                                FIRST,
                                "procession",
                                pipe.toString(),
                                log.toString(),
                                setsid.toString(),
                                java,
                                "@" + arguments));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // Opened for both, it waits for nobody at the other end; so that the next one need not.
        try (FileChannel _ = openForBoth(pipe)) {
            FileInputStream report = new FileInputStream(pipe.toFile());
            try {
                awaitFork(Spawner.start(builder));
                return new DaemonLaunch(pipe, report);
            } catch (IOException refused) {
                report.close();
                throw Shortage.explained(refused);
            }
        }
    }

    /** When it has ended, the one that it has forked holds the pipe. */
    private static void awaitFork(Process first) throws IOException {
        boolean wasInterrupted = false;
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                try {
                    first.getOutputStream().close();
                    long left = deadline - System.nanoTime();
                    if (!first.waitFor(left, TimeUnit.NANOSECONDS)) {
                        first.destroyForcibly();
                        throw new IOException("setsid did not fork within 20 s");
                    }
                    if (first.exitValue() != 0) {
                        throw new IOException(
                                "setsid --fork could not be run: exit status "
                                        + first.exitValue()
                                        + "; the log has its words");
                    }
                    return;
                } catch (InterruptedException later) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileChannel openForBoth(Path pipe) throws IOException {
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Returns what it reports: its process id as a line of text, then what its main class does. */
    public InputStream report() {
        return report;
    }

    /** Has whoever reads the report read a byte, since there may be nobody else to write one. */
    public void interject(int value) throws IOException {
        try (FileChannel both = openForBoth(pipe)) {
            both.write(ByteBuffer.wrap(new byte[] {(byte) value}));
        }
    }

    /** Hears no more of it. */
    @Override
    public void close() throws IOException {
        report.close();
        Files.deleteIfExists(pipe);
    }

    /**
     * Sends SIGCONT to a process, which goes on if a signal has stopped it.
     *
     * @param pid which
     * @throws IOException if this system has no shell
     */
    public static void resume(long pid) throws IOException {
        // If the system refuses, the process stands still, and whoever waits for it sees that.
        Launcher.succeeds(Launcher.SHELL.toString(), "-c", "kill -CONT " + pid);
    }

    /**
     * Sends SIGKILL to a process, all below it and what is left of the group that it leads.
     *
     * @param process which is no child of this one
     */
    public static void killTree(ProcessHandle process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        ProcessGroup.killRest(process.pid());
    }
}
