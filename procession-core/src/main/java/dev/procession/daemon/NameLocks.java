package dev.procession.daemon;

import dev.procession.internal.os.FileLocks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Locks on files, by which all programs know whether a daemon lives and whether one is being
 * started. The kernel drops them when their process ends, however it does, so that no number in a
 * file is ever taken for a life.
 *
 * <p>A lock of the JDK is dropped as soon as its process closes any other descriptor of the file.
 * So what this process has locked it never opens again, but reads and writes it here.
 *
 * <p>A lock is one of a file, not of its name: whoever removes the file of a daemon that lives
 * takes the name from it. {@link #isInPlace} tells the daemon, which then locks a new file.
 */
final class NameLocks {

    /** A file may be removed and made again while it is opened. */
    private static final int MOST_TRIES = 100;

    /** Whoever looks whether a file is locked has a share of it for a moment. */
    private static final long GLANCE_NANOS = 1_000_000;

    private static final int FEW_GLANCES = 20;

    private static final int MANY_GLANCES = 2000;

    /**
     * What this process has locked.
     *
     * @param key which file it is, see {@link FileKey}
     * @param lock a channel, or {@link FileLocks}; closed, it is dropped
     */
    private record Held(Object key, Closeable lock) {}

    private static final Map<Path, Held> OURS = new HashMap<>();

    private NameLocks() {}

    /** Locks a file, which is made if need be, unless somebody else has it locked. */
    static synchronized boolean tryTake(Path path) throws IOException {
        return tryTake(path, FEW_GLANCES);
    }

    private static boolean tryTake(Path path, int glances) throws IOException {
        if (OURS.containsKey(path)) {
            return false;
        }
        for (int i = 0; i < MOST_TRIES; i++) {
            Object before = createdKey(path);
            FileChannel channel = before == null ? null : openIfThere(path);
            if (before != null && channel != null) {
                boolean isTaken = isTaken(channel, glances);
                if (isTaken && before.equals(FileKey.of(path))) {
                    OURS.put(path, new Held(before, channel));
                    return true;
                }
                channel.close();
                if (!isTaken) {
                    return false;
                }
            }
        }
        throw new IOException("others go on removing this file: path=" + path);
    }

    private static boolean isTaken(FileChannel channel, int glances) throws IOException {
        boolean isTaken = channel.tryLock() != null;
        for (int i = 0; i < glances && !isTaken; i++) {
            LockSupport.parkNanos(GLANCE_NANOS);
            isTaken = channel.tryLock() != null;
        }
        return isTaken;
    }

    /** Unlocks a file that {@link #tryTake} has locked. */
    static synchronized void release(Path path) throws IOException {
        Held held = OURS.remove(path);
        if (held != null) {
            held.lock.close();
        }
    }

    /**
     * Locks a file for as long as this process lives, unless another one has it locked.
     *
     * @return whether it is ours now
     */
    static synchronized boolean takeForGood(Path path) throws IOException {
        if (!FileLocks.isSupported()) {
            return tryTake(path, MANY_GLANCES);
        }
        Object before = createdKey(path);
        FileLocks locks = FileLocks.open(path.toString());
        boolean isTaken = locks.tryLock(0);
        for (int i = 0; i < MANY_GLANCES && !isTaken; i++) {
            LockSupport.parkNanos(GLANCE_NANOS);
            isTaken = locks.tryLock(0);
        }
        if (isTaken && before != null && before.equals(FileKey.of(path))) {
            OURS.put(path, new Held(before, locks));
            return true;
        }
        locks.close();
        if (isTaken) {
            throw new IOException("a file was removed while it was locked: path=" + path);
        }
        return false;
    }

    /** Tells whether the file that has this name still is the one that this process has locked. */
    static synchronized boolean isInPlace(Path path) throws IOException {
        Held held = OURS.get(path);
        return held != null && held.key.equals(FileKey.of(path));
    }

    /**
     * As {@link #takeForGood}, instead of a file that had this name and was removed.
     *
     * @return whether it is ours now; otherwise the old one still is
     */
    static synchronized boolean takeAnew(Path path) throws IOException {
        Held old = OURS.remove(path);
        try {
            if (!takeForGood(path)) {
                return false;
            }
        } finally {
            if (old != null) {
                OURS.putIfAbsent(path, old);
            }
        }
        if (old != null) {
            old.lock.close();
        }
        return true;
    }

    /** Reads a file that this process may have locked. */
    static synchronized byte[] read(Path path) throws IOException {
        if (!(ours(path) instanceof FileChannel channel)) {
            return Files.readAllBytes(path);
        }
        return Channels.newInputStream(channel.position(0)).readAllBytes();
    }

    /** Writes a file that this process may have locked, instead of what is in it. */
    static synchronized void write(Path path, byte[] bytes) throws IOException {
        if (!(ours(path) instanceof FileChannel channel)) {
            Files.write(path, bytes);
            return;
        }
        Channels.newOutputStream(channel.truncate(0)).write(bytes);
    }

    private static @Nullable Closeable ours(Path path) {
        Held held = OURS.get(path);
        return held == null ? null : held.lock;
    }

    /** Tells whether a process that lives, this one or another, has it locked. */
    static synchronized boolean isTaken(Path path) throws IOException {
        if (OURS.containsKey(path)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                FileLock share = channel.tryLock(0, 1, true)) {
            return share == null;
        } catch (NoSuchFileException nobodyHas) {
            return false;
        }
    }

    private static @Nullable FileChannel openIfThere(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException removed) {
            return null;
        }
    }

    private static @Nullable Object createdKey(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException byAnother) {
            return FileKey.of(path);
        }
        return FileKey.of(path);
    }
}
