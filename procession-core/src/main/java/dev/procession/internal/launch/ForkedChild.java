package dev.procession.internal.launch;

import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.internal.util.Reserve;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM that this one may leave behind: it has no lifeline, no pipe to this JVM and nothing
 * of its session, and writes to the same standard output and standard error.
 *
 * <p>All that it is told is in one file, which it has open as a descriptor before this JVM goes on,
 * and whose name is gone by then: so it does not matter how soon this JVM ends. Its launcher reads
 * the JVM's options from there, and its main class the work.
 */
public final class ForkedChild {

    static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The work and what is made of it are there at the same time, each in one part of the heap. */
    private static final int HEAP_FOR_WORK = 4;

    private final Process process;
    private final Path note;
    private ExitStatus status = ExitStatus.running();
    private boolean wasSentKill;

    private ForkedChild(Process process, Path note) {
        this.process = process;
        this.note = note;
    }

    /**
     * Starts one.
     *
     * @param main its main class, which calls {@link #boot}
     * @param work what it is told, from its position to its limit
     * @return the running child
     * @throws IOException if the system refuses, or is not Linux
     */
    public static ForkedChild start(Class<?> main, ByteBuffer work) throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw new IOException("a fork needs the directory /proc/self/fd, which only Linux has");
        }
        ProcessOptions options =
                ProcessOptions.defaults().withMaxHeap(Long.toString(heap(work.remaining())));
        Path path = Session.current().newPath();
        Path note = path.resolveSibling(path.getFileName() + ChildProcess.EXIT_NOTE);
        Path told = path.resolveSibling(path.getFileName() + ChildProcess.ARGUMENTS);
        String descriptor = DESCRIPTORS.resolve(Launcher.descriptor()).toString();
        List<String> words =
                List.of(note.toString(), descriptor, Integer.toString(work.remaining()));
        Reserve.keep();
        try {
            CrashReports.prepare();
            ToldFile.write(told, work, JvmCommand.ofDetached(options, main, words));
            List<String> command =
                    Launcher.command(
                            JvmCommand.launcher(options),
                            ChildCommand.words(descriptor, ChildCommand.FORK));
            ProcessBuilder builder =
                    JvmCommand.builder(options, command)
                            .redirectInput(told.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
            ForkedChild child = new ForkedChild(Spawner.start(builder), note);
            CrashReports.forget(child.pid());
            return child;
        } catch (IOException refused) {
            Session.current().requireDirectory(refused);
            throw Shortage.explained(refused);
        } finally {
            Files.deleteIfExists(told);
        }
    }

    /**
     * A copy of this JVM may have as large a heap as this one, and has to have room for the work.
     */
    private static long heap(int workBytes) {
        return Math.max(Runtime.getRuntime().maxMemory(), (long) HEAP_FOR_WORK * workBytes);
    }

    /**
     * Called once, first thing in the child's {@code main}.
     *
     * @param arguments those of {@code main}
     * @return what it is told
     * @throws IOException if that cannot be read
     */
    public static byte[] boot(String[] arguments) throws IOException {
        Self.becomeRoot(Self.name());
        System.setIn(InputStream.nullInputStream());
        Runtime.getRuntime().addShutdownHook(new ExitNote(arguments[0], 0));
        Path told = Path.of(arguments[1]);
        byte[] work = ToldFile.work(told, Integer.parseInt(arguments[2]));
        ToldFile.empty(told);
        return work;
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns how it stands. */
    public synchronized ExitStatus status() {
        if (status.isRunning() && !process.isAlive()) {
            status = ExitNote.take(note).status(process.exitValue(), pid(), wasSentKill);
        }
        return status;
    }

    /** Waits for the end, at most so long; a timeout of zero or less polls. */
    public boolean await(Duration timeout) throws InterruptedException {
        return process.waitFor(Times.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        process.waitFor();
    }

    /** Sends SIGTERM, or SIGKILL if forcibly. */
    public void signal(boolean forcibly) {
        synchronized (this) {
            wasSentKill |= forcibly && process.isAlive();
        }
        Signals.send(process, forcibly);
    }
}
