package dev.procession.internal.launch;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shutdown hook of the child that leaves word whether the JVM shuts down by itself or was told to
 * by a signal.
 *
 * <p>The JDK reports 137 both for SIGKILL and for {@code exit(137)}. A killed JVM runs no hook, so
 * the note tells them apart.
 */
final class ExitNote extends Thread {

    static final int NONE = -1;
    static final int BY_ITSELF = 0;
    static final int BY_SIGNAL = 1;

    /** Names that HotSpot gives to the threads in which it handles a signal. */
    private static final Set<String> SIGNAL_THREADS =
            Set.of("SIGTERM handler", "SIGINT handler", "SIGHUP handler");

    private final String path;
    private volatile @Nullable Runnable also;

    ExitNote(String path) {
        super("procession-exit-note");
        this.path = path;
    }

    void also(Runnable action) {
        also = action;
    }

    @Override
    public void run() {
        Runnable action = also;
        if (action != null) {
            action.run();
        }
        int note = BY_ITSELF;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (SIGNAL_THREADS.contains(thread.getName())) {
                note = BY_SIGNAL;
            }
        }
        try (FileOutputStream out = new FileOutputStream(path)) {
            out.write(note);
        } catch (IOException sessionIsGone) {
            // The parent that would read the note has ended.
            return;
        }
    }

    /** Reads and removes the note of a child that has ended; a pipe there would be waited at. */
    static int take(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return remove(path);
        }
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            int note = in.read();
            Files.deleteIfExists(path);
            return note;
        } catch (IOException killedBeforeItWrote) {
            return NONE;
        }
    }

    private static int remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException sessionIsGone) {
            return NONE;
        }
        return NONE;
    }
}
