package dev.procession.internal.launch;

import dev.procession.ExitStatus;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shutdown hook of the child that leaves word whether the JVM shuts down by itself, and where
 * {@link System#exit} was called, or was told to by a signal.
 *
 * <p>The JDK reports 137 both for SIGKILL and for {@code exit(137)}. A killed JVM runs no hook, so
 * the note tells them apart.
 */
public final class ExitNote extends Thread {

    static final ExitStatus KILLED = ExitStatus.signaled(9);

    static final int NONE = -1;
    static final int BY_ITSELF = 0;
    static final int BY_SIGNAL = 1;

    /** Names that HotSpot gives to the threads in which it handles a signal. */
    private static final Set<String> SIGNAL_THREADS =
            Set.of("SIGTERM handler", "SIGINT handler", "SIGHUP handler");

    /** Through which a call to end the JVM goes. */
    private static final Set<String> EXITING =
            Set.of("java.lang.Shutdown", "java.lang.Runtime", "java.lang.System");

    private static final int MAX_SITE_BYTES = 1000;

    private final String path;
    private final long reader;
    private final List<Runnable> also = new ArrayList<>();

    /**
     * Prepares the note.
     *
     * @param path where it is left
     * @param reader the pid of who reads it; 0 if it is to be left in any case
     */
    ExitNote(String path, long reader) {
        super("procession-exit-note");
        this.path = path;
        this.reader = reader;
    }

    /**
     * What a child has left.
     *
     * @param kind {@link #NONE}, {@link #BY_ITSELF} or {@link #BY_SIGNAL}
     * @param exitSite the frame that called {@code System.exit}, or null
     */
    public record Note(int kind, @Nullable String exitSite) {
        /** Tells whether a signal has told the JVM to end. */
        public boolean isBySignal() {
            return kind == BY_SIGNAL;
        }

        /**
         * Says how the process has ended.
         *
         * @param raw the exit code as the JDK has it
         * @param pid of the process
         * @param wasSentKill whether we have sent it SIGKILL while it lived
         */
        ExitStatus status(int raw, long pid, boolean wasSentKill) {
            if (raw == 1 && kind == NONE) {
                // A JVM that crashes without a core dump exits with 1 and runs no hook.
                return CrashReports.find(pid)
                        .map(report -> ExitStatus.signaled(report.signalNumber()))
                        .orElse(ExitStatus.exited(raw));
            }
            ExitStatus inferred = Signals.inferred(raw);
            // It may have been killed while it shut down by itself.
            boolean isOurs = wasSentKill && inferred.equals(KILLED);
            return isOurs || kind != BY_ITSELF ? inferred : ExitStatus.exited(raw);
        }
    }

    /** Has something else done first. */
    void also(Runnable action) {
        synchronized (also) {
            also.add(action);
        }
    }

    @Override
    public void run() {
        synchronized (also) {
            for (Runnable action : also) {
                action.run();
            }
        }
        Note found = look();
        try (FileOutputStream out = new FileOutputStream(path)) {
            out.write(found.kind());
            if (found.exitSite() != null) {
                out.write(found.exitSite().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException sessionIsGone) {
            // The parent that would read the note has ended.
            return;
        }
        deleteIfUnread();
    }

    /**
     * Whoever reaps the reader deletes after that what this process has left, too; so if the reader
     * is there still, that is to come.
     */
    private void deleteIfUnread() {
        boolean isToldOfProcesses = new File("/proc/self").exists();
        if (reader != 0 && isToldOfProcesses && !new File("/proc/" + reader).exists()) {
            remove(Path.of(path));
        }
    }

    /** Finds out why this JVM shuts down; for its shutdown hooks. */
    public static Note look() {
        int kind = BY_ITSELF;
        StackTraceElement site = null;
        for (var each : Thread.getAllStackTraces().entrySet()) {
            if (SIGNAL_THREADS.contains(each.getKey().getName())) {
                kind = BY_SIGNAL;
            } else if (site == null) {
                site = exitSite(each.getValue());
            }
        }
        return new Note(kind, site == null ? null : site.toString());
    }

    /** Finds the frame that called for the end of the JVM, if this thread did. */
    private static @Nullable StackTraceElement exitSite(StackTraceElement[] stack) {
        boolean exits = false;
        for (StackTraceElement frame : stack) {
            if (exits && !EXITING.contains(frame.getClassName())) {
                return frame;
            }
            exits |= EXITING.contains(frame.getClassName()) && frame.getMethodName().equals("exit");
        }
        return null;
    }

    /** Reads and removes the note of a child that has ended; a pipe there would be waited at. */
    static Note take(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return remove(path);
        }
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            int kind = in.read();
            String site = new String(in.readNBytes(MAX_SITE_BYTES), StandardCharsets.UTF_8);
            Files.deleteIfExists(path);
            return new Note(kind, site.isEmpty() ? null : site);
        } catch (IOException killedBeforeItWrote) {
            return new Note(NONE, null);
        }
    }

    private static Note remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException sessionIsGone) {
            return new Note(NONE, null);
        }
        return new Note(NONE, null);
    }
}
