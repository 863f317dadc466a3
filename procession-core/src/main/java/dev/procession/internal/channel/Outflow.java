package dev.procession.internal.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to a socket: what that does not take at once is kept. Never blocks. Whoever uses it
 * holds the lock of its owner.
 */
final class Outflow {

    /** The JDK copies all that it is given to write, however little of it the socket takes. */
    private static final int SLICE_BYTES = 128 << 10;

    private final SocketChannel channel;
    private final FramePort owner;
    private final IntFunction<byte[]> rooms;
    private final Deque<ByteBuffer> kept = new ArrayDeque<>();
    private long keptBytes;

    /**
     * For one socket.
     *
     * @param owner closed if only a part of something is out, and the rest cannot be kept
     * @param rooms makes arrays, or fails to
     */
    Outflow(SocketChannel channel, FramePort owner, IntFunction<byte[]> rooms) {
        this.channel = channel;
        this.owner = owner;
        this.rooms = rooms;
    }

    /** How much is kept. */
    long keptBytes() {
        return keptBytes;
    }

    /**
     * Writes a frame, or several short ones.
     *
     * @return whether all is out, and nothing of it was kept
     * @throws OutOfMemoryError if what the socket does not take cannot be kept: nothing of a long
     *     frame was written then, and after short ones the connection ends
     */
    boolean write(ByteBuffer frame) throws IOException {
        boolean isLong = frame.remaining() > SLICE_BYTES;
        ByteBuffer room = isLong ? ByteBuffer.wrap(rooms.apply(frame.remaining())) : null;
        if (kept.isEmpty()) {
            writeSome(frame);
        }
        boolean isOut = !frame.hasRemaining();
        if (!isOut) {
            keep(frame, room);
        }
        return isOut;
    }

    private void keep(ByteBuffer frame, @Nullable ByteBuffer made) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        ByteBuffer room = made == null ? roomOrEnd(frame.remaining()) : made;
        ByteBuffer copy = room.put(frame).flip();
        keptBytes += copy.remaining();
        kept.add(copy);
    }

    /** Nobody could tell where the next frame begins if a part of one was missing. */
    private ByteBuffer roomOrEnd(int bytes) throws IOException {
        try {
            return ByteBuffer.wrap(rooms.apply(bytes));
        } catch (OutOfMemoryError lack) {
            owner.close();
            throw lack;
        }
    }

    /** Writes what was kept, as far as the socket takes it. */
    void flush() throws IOException {
        boolean isTaken = true;
        while (isTaken && !kept.isEmpty()) {
            ByteBuffer first = kept.getFirst();
            keptBytes -= writeSome(first);
            isTaken = !first.hasRemaining();
            if (isTaken) {
                kept.removeFirst();
            }
        }
    }

    /** Writes as much as the socket takes; returns how much. */
    private int writeSome(ByteBuffer frame) throws IOException {
        int begin = frame.position();
        int end = frame.limit();
        boolean isTaken = true;
        while (isTaken && frame.position() < end) {
            frame.limit(Math.min(end, frame.position() + SLICE_BYTES));
            try {
                channel.write(frame);
            } finally {
                isTaken = !frame.hasRemaining();
                frame.limit(end);
            }
        }
        return frame.position() - begin;
    }
}
