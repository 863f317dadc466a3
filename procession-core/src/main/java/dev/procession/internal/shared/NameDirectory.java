package dev.procession.internal.shared;

import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The directory that has this user's shared memory by its names, and the lock under which alone
 * anything in it is made, judged or removed.
 *
 * <pre>
 *   procession-memory-USER/   0700, beside the directories of the sessions
 *       names                 empty; who has a lock on it may change what is here
 *       m-NAME                a piece of memory: a head, then its bytes
 * </pre>
 *
 * <p>One lock for all, as these are moments, and since only so it is certain that what is removed
 * is what was judged. The kernel drops it whatever way its owner dies. It is held for as long as it
 * takes to open and lock a few files; memory is filled without it.
 */
final class NameDirectory {

    private static final String MUTEX = "names";
    private static final String PREFIX = "m-";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 500_000;

    private NameDirectory() {}

    /** What is done under the lock. */
    @FunctionalInterface
    interface Action<T> {
        /**
         * Does it.
         *
         * @param directory that has the names
         */
        T run(Path directory) throws IOException;
    }

    /**
     * Does something while nobody else, of this process or another, does anything here.
     *
     * @throws IOException if the action does, or the lock cannot be had
     */
    static <T> T locked(Action<T> action) throws IOException {
        return Undisturbed.call(() -> lockedHere(action));
    }

    /** Locks belong to processes: threads of one are kept apart by the class. */
    private static synchronized <T> T lockedHere(Action<T> action) throws IOException {
        Path directory = Session.current().common("memory");
        try (FileChannel mutex =
                FileChannel.open(
                        directory.resolve(MUTEX),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            lock(mutex, directory);
            return action.run(directory);
        }
    }

    private static void lock(FileChannel mutex, Path directory) throws IOException {
        long end = System.nanoTime() + Times.nanos(PATIENCE);
        FileLock lock = mutex.tryLock();
        while (lock == null) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(
                        "another process keeps the names of shared memory locked, perhaps one that"
                                + " is stopped: file="
                                + directory.resolve(MUTEX)
                                + ", waited="
                                + PATIENCE.toSeconds()
                                + " s; see /proc/locks");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            lock = mutex.tryLock();
        }
    }

    /** Returns the file of a name, which may be "." and is part of the file's. */
    static Path file(Path directory, String name) {
        return directory.resolve(PREFIX + name);
    }

    /** Returns the files of all names. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PREFIX + "*")) {
            found.forEach(all::add);
        }
        return all;
    }
}
