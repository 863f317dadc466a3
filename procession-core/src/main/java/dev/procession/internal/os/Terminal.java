package dev.procession.internal.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that a program can be given, seen from the side of the person who sits at it: what is
 * written here is typed, and what is read here is on the screen.
 *
 * <p>It does not echo what is typed and does not change line ends, until a program has it do so.
 *
 * <p>One thread may read, which must be a platform thread, since it waits in a system call; any may
 * write and close. A writer who finds no room waits until the reader finds that there is.
 *
 * <p>Source: {@code pty(7)}.
 */
public final class Terminal implements ByteChannel {

    private static final int CHUNK = 8192;

    private final TerminalCalls calls;
    private final int master;
    private final int alarm;
    private final String path;
    private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mayWrite = lock.newCondition();
    private final ReentrantLock writing = new ReentrantLock();

    // Guarded by the first lock.
    private int users;
    private int waitingWriters;
    private long roomSeen;
    private boolean isClosed;
    private boolean isGone;

    private Terminal(TerminalCalls calls, int master, int alarm, String path) {
        this.calls = calls;
        this.master = master;
        this.alarm = alarm;
        this.path = path;
    }

    /**
     * Tells whether this JVM may have terminals; where it may without having been asked, the JDK
     * prints a warning.
     */
    public static boolean isSupported() {
        return SocketCalls.isSupported();
    }

    /**
     * Makes a terminal.
     *
     * @param columns how wide it is
     * @param rows how high it is
     * @return the terminal, which the caller closes
     * @throws IOException if the system has none left
     */
    public static Terminal open(int columns, int rows) throws IOException {
        TerminalCalls calls = new TerminalCalls();
        int master = calls.openMaster();
        try {
            String path = calls.prepare(master, columns, rows);
            return new Terminal(calls, master, calls.openAlarm(), path);
        } catch (IOException refused) {
            SocketCalls.close(master);
            throw refused;
        }
    }

    /** Returns the path by which a program opens it. */
    public String path() {
        return path;
    }

    /**
     * Tells whether programs get what is typed by lines at the moment, as they do until one of them
     * sets it otherwise.
     */
    public boolean isReadByLines() throws IOException {
        enter();
        try {
            return calls.isReadByLines(master);
        } finally {
            leave();
        }
    }

    /** Returns −1 when no program has it open any more. */
    @Override
    public int read(ByteBuffer target) throws IOException {
        enter();
        try {
            while (true) {
                TerminalCalls.Ready ready = calls.await(master, alarm, areWritersWaiting());
                requireOpen();
                if (ready.isWritable()) {
                    admitWriters();
                }
                Integer read = ready.isReadable() ? readNow(target) : null;
                if (read != null) {
                    return read;
                }
            }
        } finally {
            leave();
        }
    }

    private @Nullable Integer readNow(ByteBuffer target) throws IOException {
        long length = calls.read(master, chunk, Math.min(CHUNK, target.remaining()));
        if (length == TerminalCalls.AGAIN) {
            return null;
        }
        if (length < 0) {
            lock.lock();
            try {
                isGone = true;
                mayWrite.signalAll();
            } finally {
                lock.unlock();
            }
            return -1;
        }
        target.put(chunk.asSlice(0, length).asByteBuffer());
        return (int) length;
    }

    private boolean areWritersWaiting() {
        lock.lock();
        try {
            return waitingWriters > 0;
        } finally {
            lock.unlock();
        }
    }

    private void admitWriters() {
        lock.lock();
        try {
            roomSeen++;
            mayWrite.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes all there is, and not mixed with what others write. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        enter();
        writing.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, length));
            bytes.asByteBuffer().put(source);
            long done = 0;
            while (done < length) {
                long seen = roomSeen();
                long written = calls.write(master, bytes.asSlice(done), length - done);
                if (written == TerminalCalls.AGAIN) {
                    awaitRoom(seen);
                } else if (written < 0) {
                    throw new IOException("no program has the terminal open any more");
                } else {
                    done += written;
                }
            }
            return length;
        } finally {
            writing.unlock();
            leave();
        }
    }

    private long roomSeen() {
        lock.lock();
        try {
            return roomSeen;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(long seen) throws IOException {
        lock.lock();
        waitingWriters++;
        try {
            calls.ring(alarm);
            while (roomSeen == seen && !isClosed && !isGone) {
                mayWrite.await();
            }
            if (isGone) {
                throw new IOException("no program has the terminal open any more");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the program does not read", hurry);
        } finally {
            waitingWriters--;
            lock.unlock();
        }
        requireOpen();
    }

    private void requireOpen() throws AsynchronousCloseException {
        if (!isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void enter() throws ClosedChannelException {
        lock.lock();
        try {
            if (isClosed) {
                throw new ClosedChannelException();
            }
            users++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            users--;
            closeIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** The last who uses the numbers gives them back: sooner they could become somebody else's. */
    private void closeIfUnused() {
        if (isClosed && users == 0) {
            SocketCalls.close(master);
            SocketCalls.close(alarm);
        }
    }

    /** The programs that have it are told that the person has hung up. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                calls.ring(alarm);
                mayWrite.signalAll();
                closeIfUnused();
            }
        } finally {
            lock.unlock();
        }
    }
}
