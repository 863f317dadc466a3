package dev.procession.connection;

import dev.procession.internal.util.Shortage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames into a wire, from any number of threads, one after the other.
 *
 * <p>A frame goes out whole or not at all. A thread that gives up takes its frame back if none of
 * it is out yet; otherwise the rest stays here, and goes out as soon as the peer makes room for it,
 * before any other frame.
 */
final class FrameWriter implements Closeable {

    private static final int BUFFER_BYTES = 8 << 10;
    private static final byte[] NOTHING = new byte[0];

    private final Wire wire;
    private final Readiness readiness;
    private final ReentrantLock lock = new ReentrantLock();

    /** The head of the frame that is going out, and as many of its bytes as have room here. */
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    /** The rest of its bytes. */
    private ByteBuffer rest = ByteBuffer.wrap(NOTHING);

    private boolean isBegun;
    private boolean isBeingFinished;
    private @Nullable IOException failure;

    FrameWriter(Wire wire) {
        this.wire = wire;
        this.readiness = wire.writable();
    }

    /**
     * Writes a frame.
     *
     * @param nanos how long to wait until it has begun to go out; 0 does not wait
     * @return {@code false} if the time was over before; then nothing was written
     * @throws InterruptedException if the thread is interrupted; then nothing was written
     */
    boolean write(byte kind, byte[] bytes, int offset, int length, long nanos)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + nanos;
        if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            if (!flush(deadline)) {
                return false;
            }
            begin(kind, bytes, offset, length);
            return finish(deadline);
        } finally {
            lock.unlock();
        }
    }

    private void begin(byte kind, byte[] bytes, int offset, int length) {
        int first = Math.min(length, BUFFER_BYTES - Frame.HEAD_BYTES);
        buffer.clear().putInt(length).put(kind).put(bytes, offset, first).flip();
        rest = ByteBuffer.wrap(bytes, offset + first, length - first);
        isBegun = false;
    }

    /** Gets the frame of this thread out, or back, or leaves its rest to others. */
    private boolean finish(long deadline) throws IOException, InterruptedException {
        boolean isOut = false;
        try {
            isOut = flush(deadline);
        } catch (InterruptedException hurry) {
            if (!isBegun) {
                throw hurry;
            }
            Thread.currentThread().interrupt();
        } finally {
            if (!isOut) {
                leave();
            }
        }
        return isOut || isBegun;
    }

    private void leave() throws IOException {
        if (isBegun && failure == null) {
            rest = copyOfRest();
            finishLater();
        } else {
            forget();
        }
    }

    /** The array is the sender's, who may change it now. */
    private ByteBuffer copyOfRest() {
        try {
            return ByteBuffer.wrap(Arrays.copyOfRange(rest.array(), rest.position(), rest.limit()));
        } catch (OutOfMemoryError lack) {
            failure =
                    new IOException(
                            "nothing can be sent: the memory had no room for the rest of a message"
                                    + " that the peer was slow to receive: bytes="
                                    + rest.remaining(),
                            lack);
            forget();
            throw lack;
        }
    }

    private void forget() {
        buffer.limit(0);
        rest = ByteBuffer.wrap(NOTHING);
    }

    private void finishLater() throws IOException {
        if (!isBeingFinished) {
            Shortage.start(Thread.ofVirtual().name("procession-rest").unstarted(this::finishRest));
            isBeingFinished = true;
        }
    }

    private void finishRest() {
        lock.lock();
        try {
            flush(System.nanoTime() + FrameReader.FOR_EVER);
        } catch (IOException | InterruptedException ended) {
            // Whoever sends next meets the same.
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "the rest of a message is lost", ended);
        } finally {
            isBeingFinished = false;
            lock.unlock();
        }
    }

    /** Writes what is to go out; {@code false} if the time was over before all was. */
    private boolean flush(long deadline) throws IOException, InterruptedException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        while (!flushNow()) {
            if (!readiness.await(deadline)) {
                return false;
            }
        }
        rest = ByteBuffer.wrap(NOTHING);
        return true;
    }

    /** Writes as much as there is room for; tells whether that was all. */
    private boolean flushNow() throws IOException {
        try {
            return write(buffer, buffer.limit()) && writeRest();
        } catch (IOException broken) {
            failure =
                    new IOException(
                            "the peer has closed the connection or ended: nothing can be sent",
                            broken);
            forget();
            throw failure;
        }
    }

    private boolean writeRest() throws IOException {
        int end = rest.limit();
        boolean hasRoom = true;
        while (hasRoom && rest.position() < end) {
            hasRoom = write(rest, Math.min(end, rest.position() + Wire.SLICE_BYTES));
            rest.limit(end);
        }
        return hasRoom;
    }

    /** Writes up to a limit; tells whether there was room for that. */
    private boolean write(ByteBuffer bytes, int limit) throws IOException {
        int before = bytes.position();
        bytes.limit(limit);
        if (before < limit) {
            wire.write(bytes);
            isBegun |= bytes.position() > before;
        }
        return !bytes.hasRemaining();
    }

    /** Wakes who waits. */
    @Override
    public void close() throws IOException {
        readiness.close();
    }
}
