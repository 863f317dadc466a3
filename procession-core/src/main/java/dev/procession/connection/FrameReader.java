package dev.procession.connection;

import dev.procession.CodecException;
import dev.procession.internal.channel.Incoming;
import dev.procession.internal.channel.LostFrameException;
import dev.procession.internal.util.Times;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames out of a wire, for any number of threads.
 *
 * <p>Whoever waits reads for all. What he has read stays here when he gives up, in the middle of a
 * frame too, and the next one goes on from there.
 */
final class FrameReader implements Closeable {

    static final long FOR_EVER = Times.nanos(ChronoUnit.FOREVER.getDuration());

    private static final long OVERTIME_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int BUFFER_BYTES = 8 << 10;

    private static final byte[] NOTHING = new byte[0];

    private final Wire wire;
    private final Readiness readiness;
    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** Read, and not looked at yet. */
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    /** Begun when the head of a frame was looked at. */
    private final Incoming incoming = new Incoming();

    private byte kind;
    private int length;

    /** The frame that is there, and was not taken yet. */
    private @Nullable Frame whole;

    FrameReader(Wire wire, int maxBytes) {
        this.wire = wire;
        this.readiness = wire.readable();
        this.maxBytes = maxBytes;
    }

    /** Whether a frame is what somebody wants. */
    @FunctionalInterface
    interface Check {
        void require(Frame frame) throws IOException;
    }

    /**
     * Takes the next frame, and waits until it is there.
     *
     * @param nanos how long to wait; 0 does not
     * @param check throws if the frame is not what the caller wants, which leaves it there
     * @return the frame; null if the time was over before there was one
     * @throws CodecException if the frame was too long, or too large for the memory; its bytes were
     *     thrown away
     * @throws EOFException if there will be none
     */
    @Nullable Frame take(long nanos, Check check) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            Frame frame = await(deadline);
            if (frame == null) {
                return null;
            }
            LostFrameException lost = frame.lost();
            if (lost != null) {
                whole = null;
                throw thrownAway(frame.length(), lost);
            }
            check.require(frame);
            whole = null;
            return frame;
        } finally {
            lock.unlock();
        }
    }

    private CodecException thrownAway(int claimed, LostFrameException lost) {
        return new CodecException(
                claimed > maxBytes
                        ? "a message was too long and was thrown away: bytes="
                                + claimed
                                + ", limit="
                                + maxBytes
                                + "; raise it by ConnectionOptions.withMaxMessage"
                        : "a message was thrown away: "
                                + lost.getMessage()
                                + "; give this process a larger heap, or send less at a time",
                lost);
    }

    /** Tells whether a frame is there, or the end, within a time. */
    boolean isReady(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            return await(deadline) != null;
        } catch (IOException ended) {
            // Whoever takes the next frame is told at once.
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #isReady(long)}, for those that wait elsewhere; it never waits for a lock. */
    boolean isReadyNow() {
        if (!lock.tryLock()) {
            // Who has it takes what comes.
            return false;
        }
        try {
            return await(System.nanoTime()) != null;
        } catch (IOException ended) {
            return true;
        } catch (InterruptedException elsewhere) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the frame that is there; null if the time was over before it was. */
    private @Nullable Frame await(long deadline) throws IOException, InterruptedException {
        while (true) {
            Frame frame = whole == null ? assemble() : whole;
            whole = frame;
            if (frame != null || !(read() ? isInTime(deadline) : readiness.await(deadline))) {
                return frame;
            }
        }
    }

    /** What has come already is read, but not all that a quick peer sends meanwhile. */
    private static boolean isInTime(long deadline) {
        return System.nanoTime() - deadline < OVERTIME_NANOS;
    }

    /** Reads what has come; {@code false} if that is nothing. */
    private boolean read() throws IOException {
        int count;
        try {
            boolean isLong = incoming.isBegun() && incoming.missing() >= BUFFER_BYTES;
            count = isLong ? readLong() : readBuffer();
        } catch (SocketException reset) {
            throw ended(reset);
        }
        if (count < 0) {
            throw ended(null);
        }
        return count > 0;
    }

    /** Reads the rest of a long frame to where it belongs, and all else to the buffer. */
    private int readLong() throws IOException {
        ByteBuffer room = incoming.window(Wire.SLICE_BYTES);
        if (room == null) {
            return readBuffer();
        }
        int count = wire.read(room);
        incoming.filled(Math.max(0, count));
        return count;
    }

    private int readBuffer() throws IOException {
        buffer.compact();
        try {
            return wire.read(buffer);
        } finally {
            buffer.flip();
        }
    }

    /** Makes a frame of what was read; null if it needs more. */
    private @Nullable Frame assemble() throws IOException {
        if (!incoming.isBegun() && !begin()) {
            return null;
        }
        incoming.fill(buffer);
        return incoming.missing() > 0 ? null : frame();
    }

    private Frame frame() {
        try {
            return new Frame(kind, incoming.take(), length, null);
        } catch (LostFrameException lost) {
            return new Frame(kind, NOTHING, length, lost);
        }
    }

    private boolean begin() throws IOException {
        if (buffer.remaining() < Frame.HEAD_BYTES) {
            return false;
        }
        int claimed = buffer.getInt(buffer.position());
        byte named = buffer.get(buffer.position() + Integer.BYTES);
        if (claimed < 0 || (named != Frame.OBJECT && named != Frame.BYTES)) {
            // It stays there, so that everybody is told.
            throw new IOException(
                    "the peer has sent nonsense: length=" + claimed + ", kind=" + named);
        }
        buffer.position(buffer.position() + Frame.HEAD_BYTES);
        length = claimed;
        kind = named;
        incoming.begin(claimed, claimed <= maxBytes);
        return true;
    }

    private EOFException ended(@Nullable Exception cause) {
        boolean isWithin = incoming.isBegun() || buffer.hasRemaining();
        EOFException ended =
                new EOFException(
                        isWithin
                                ? "the peer has ended in the middle of a message"
                                : "the peer has closed the connection or ended");
        if (cause != null) {
            ended.initCause(cause);
        }
        return ended;
    }

    /** Wakes who waits. */
    @Override
    public void close() throws IOException {
        readiness.close();
    }
}
