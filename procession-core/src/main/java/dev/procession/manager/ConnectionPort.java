package dev.procession.manager;

import dev.procession.CodecException;
import dev.procession.connection.Connection;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.channel.LostFrameException;
import dev.procession.internal.util.Shortage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a connection between programs. Nobody waits in {@link #send}: what the connection
 * does not take at once is kept, and written by a thread of its own. A manager does not listen to a
 * program that sends and never receives while too much is kept for it.
 */
final class ConnectionPort implements FramePort {

    /** More that a peer does not take, and it has to before it is heard again. */
    private static final long MOST_KEPT_BYTES = 4 << 20;

    /** More is never sent but by the thread that may wait: only the beginning would go out. */
    private static final int MOST_BYTES_AT_ONCE = 128 << 10;

    private final Connection<byte[], byte[]> connection;
    private final int maxBytes;
    private final long mostKeptBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> kept = new ArrayDeque<>();
    private long keptBytes;
    private boolean isClosed;

    private ConnectionPort(
            Connection<byte[], byte[]> connection, int maxBytes, long mostKeptBytes) {
        this.connection = connection;
        this.maxBytes = maxBytes;
        this.mostKeptBytes = mostKeptBytes;
    }

    /**
     * Takes a connection over, whose peer is listened to no more while it does not receive.
     *
     * @param connection closed with this
     * @param maxBytes how long a frame may be, for both sides
     */
    static ConnectionPort ofWhoAnswers(Connection<byte[], byte[]> connection, int maxBytes) {
        return new ConnectionPort(connection, maxBytes, MOST_KEPT_BYTES);
    }

    /**
     * Takes a connection over, whose peer is always listened to, see {@link
     * FrameChannel#ofWhoAsks}.
     *
     * @param connection closed with this
     * @param maxBytes how long a frame may be, for both sides
     */
    static ConnectionPort ofWhoAsks(Connection<byte[], byte[]> connection, int maxBytes) {
        return new ConnectionPort(connection, maxBytes, Long.MAX_VALUE);
    }

    @Override
    public void send(byte[] bytes, int length) throws IOException {
        int offset = FrameChannel.HEAD_BYTES;
        int count = length - offset;
        if (count > maxBytes) {
            throw new CodecException(
                    "arguments and results of a call over a connection are limited; raise that by"
                            + " ConnectionOptions.withMaxMessage on both sides: bytes="
                            + count
                            + ", limit="
                            + maxBytes);
        }
        // An interruption is for what the caller waits for, and not for this.
        boolean wasInterrupted = Thread.interrupted();
        lock.lock();
        try {
            if (isClosed) {
                throw new EOFException("the connection was closed");
            }
            boolean canGoNow = kept.isEmpty() && count <= MOST_BYTES_AT_ONCE;
            if (!canGoNow || !connection.sendBytes(bytes, offset, count, Duration.ZERO)) {
                keep(Arrays.copyOfRange(bytes, offset, length));
            }
        } catch (InterruptedException meanwhile) {
            wasInterrupted = true;
            keep(Arrays.copyOfRange(bytes, offset, length));
        } catch (IllegalStateException closed) {
            throw new IOException(Shortage.describe(closed), closed);
        } finally {
            lock.unlock();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keep(byte[] frame) throws IOException {
        lock.lock();
        try {
            if (kept.isEmpty()) {
                Shortage.start(Thread.ofVirtual().unstarted(this::sendKept));
            }
            kept.add(frame);
            keptBytes += frame.length;
        } finally {
            lock.unlock();
        }
    }

    private void sendKept() {
        try {
            for (byte[] next = firstKept(); next != null; next = sent(next)) {
                connection.sendBytes(next);
            }
        } catch (IOException | InterruptedException | IllegalStateException ended) {
            // Who receives finds out as well.
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "what was kept for a peer is lost", ended);
            end();
        }
    }

    /** Has nobody wait for a peer that takes nothing any more. */
    private void end() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] firstKept() {
        lock.lock();
        try {
            return kept.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a frame; returns the next one. */
    private byte @Nullable [] sent(byte[] frame) {
        lock.lock();
        try {
            kept.remove();
            keptBytes -= frame.length;
            changed.signalAll();
            return kept.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
        try {
            return awaitRoom() ? connection.receiveBytes() : null;
        } catch (EOFException | IllegalStateException ended) {
            return null;
        } catch (CodecException thrownAway) {
            throw thrownAway.getCause() instanceof LostFrameException lost
                    ? lost
                    : new IOException(thrownAway.getMessage(), thrownAway);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            InterruptedIOException ended = new InterruptedIOException("the reader was interrupted");
            ended.initCause(hurry);
            throw ended;
        }
    }

    /** Waits until the peer has taken most of what is kept for it; not if this is closed. */
    private boolean awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (keptBytes > mostKeptBytes && !isClosed) {
                changed.await();
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public void close() {
        end();
        connection.close();
    }
}
