package dev.procession.connection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lets one at a time put a socket into a place, among all processes, by a lock on a file beside.
 *
 * <p>A socket gets its file when it is bound, and listens a moment later. Whoever asks in between
 * finds it dead, and would take away one that is about to live; and whoever takes away what he has
 * found dead could meet the next one there. So looking, taking away and binding are one step.
 */
final class PlaceLock {

    private static final int TRIES = 100;

    private PlaceLock() {}

    /** What is done alone. */
    interface Step {
        void take() throws IOException;
    }

    /**
     * Does something when nobody else does it for this place.
     *
     * @throws IOException of the step; or if it never came to it
     */
    static void alone(Path path, Step step) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            if (tryAlone(path.resolveSibling(path.getFileName() + ".lock"), step)) {
                return;
            }
        }
        throw new IOException("others go on putting sockets there: path=" + path);
    }

    // A lock on a file is one of the process: threads exclude each other here.
    private static synchronized boolean tryAlone(Path beside, Step step) throws IOException {
        Object before = createdKey(beside);
        if (before == null) {
            return false;
        }
        try (FileChannel channel = openIfThere(beside)) {
            return channel != null && tryAlone(channel, beside, before, step);
        }
    }

    private static boolean tryAlone(FileChannel channel, Path beside, Object before, Step step)
            throws IOException {
        try (FileLock _ = channel.lock()) {
            // The one before us has removed it: then what was locked excludes nobody.
            if (!before.equals(DeadSocket.key(beside))) {
                return false;
            }
            try {
                step.take();
            } finally {
                Files.deleteIfExists(beside);
            }
            return true;
        }
    }

    private static @Nullable FileChannel openIfThere(Path beside) throws IOException {
        try {
            return FileChannel.open(beside, StandardOpenOption.WRITE);
        } catch (NoSuchFileException removed) {
            return null;
        }
    }

    private static @Nullable Object createdKey(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException byAnother) {
            return DeadSocket.key(file);
        }
        return DeadSocket.key(file);
    }
}
