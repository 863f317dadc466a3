package dev.procession.internal.os;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Locks on bytes of a file that belong to an open file and not to a process: the kernel drops them
 * when the descriptor is closed, at the end of the process at the latest. Those of the JDK are
 * dropped as soon as anybody in the process closes any other descriptor of the file, who has only
 * read it.
 *
 * <p>Other processes see these locks and those of the JDK alike.
 *
 * <p>Source: {@code fcntl(2)}, open file description locks.
 */
public final class FileLocks implements Closeable {

    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    /** A {@code struct flock}: type, whence, start, length, pid. */
    private static final int FLOCK_BYTES = 32;

    private static final int START = 8;
    private static final int LENGTH = 16;

    private final LinuxCalls calls;
    private final int descriptor;

    private FileLocks(LinuxCalls calls, int descriptor) {
        this.calls = calls;
        this.descriptor = descriptor;
    }

    /** Tells whether this JVM may have them. */
    public static boolean isSupported() {
        return Futex.isSupported();
    }

    /**
     * Opens a file: for good, unless it is {@linkplain #close closed}.
     *
     * @param path an existing file
     * @return its locks
     * @throws IOException if it cannot be opened, or this JVM may not
     */
    public static FileLocks open(String path) throws IOException {
        LinuxCalls calls = Futex.CALLS;
        long descriptor = calls == null ? -1 : calls.openToReadAndWrite(path);
        if (calls == null || descriptor < 0) {
            throw new IOException("a file could not be opened for its locks: " + path);
        }
        return new FileLocks(calls, (int) descriptor);
    }

    /** Locks a byte for as long as this process lives, unless somebody else has it. */
    public boolean tryLock(long offset) {
        try (Arena arena = Arena.ofConfined()) {
            return calls.fcntl(descriptor, F_OFD_SETLK, lock(arena, offset).address()) == 0;
        }
    }

    /** Tells whether somebody else has a byte locked; takes nothing. */
    public boolean isLocked(long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = lock(arena, offset);
            long failed = calls.fcntl(descriptor, F_OFD_GETLK, lock.address());
            return failed != 0 || lock.get(ValueLayout.JAVA_SHORT, 0) != F_UNLCK;
        }
    }

    /** Drops the locks, and is good for nothing any more. Called once. */
    @Override
    public void close() {
        calls.close(descriptor);
    }

    private static MemorySegment lock(Arena arena, long offset) {
        MemorySegment lock = arena.allocate(FLOCK_BYTES, Long.BYTES);
        lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
        lock.set(ValueLayout.JAVA_LONG, START, offset);
        lock.set(ValueLayout.JAVA_LONG, LENGTH, 1);
        return lock;
    }
}
