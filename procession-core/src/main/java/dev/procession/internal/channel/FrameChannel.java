package dev.procession.internal.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Frames of bytes over a socket: any thread sends, one thread at a time receives.
 *
 * <pre>
 *   length:u32 (little-endian, itself not counted)   bytes
 * </pre>
 *
 * <p>The channel never blocks, so that an interruption does not close it, as it would for whoever
 * reads or writes a blocking one. What the socket does not take at once is kept, and written by the
 * thread that receives: nobody waits in {@link #send}. A peer that sends and never receives is
 * listened to no more while too much is kept for it.
 *
 * <p>What the thread that receives sends while the next frame has already come is gathered, and
 * written with what it sends last, since a call of the kernel takes longer than most answers. For
 * the same reason a virtual thread lets others run before it writes, and writes what they send.
 */
public final class FrameChannel implements FramePort {

    /** The longest frame. */
    public static final int MOST_BYTES = 1 << 28;

    /** Of {@link #await}: however long it takes. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** The length in front of a frame. */
    public static final int HEAD_BYTES = Integer.BYTES;

    private static final int BUFFER_BYTES = 64 << 10;

    private static final int GATHERED_BYTES = 16 << 10;

    /** Asking the kernel takes as long as so many turns of a look. */
    private static final int TURNS_BETWEEN_READS = 8;

    /** More that a peer does not take, and it has to before it is heard again. */
    private static final long MOST_KEPT_BYTES = 4 << 20;

    private final SocketChannel channel;
    private final long mostKeptBytes;
    private final Selector selector;
    private final SelectionKey key;

    private final ReentrantLock sending = new ReentrantLock();
    private final Outflow outflow;

    /** To be written with the next frames; of the thread that receives. */
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED_BYTES);

    /** To be written by the virtual thread that has begun it. */
    private final ByteBuffer crowd = ByteBuffer.allocateDirect(GATHERED_BYTES);

    private boolean isLed;
    private @Nullable Thread receiver;

    private final Glance glance = new Glance();
    private volatile long sent;
    private long received;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).flip();
    private final Incoming incoming;

    /**
     * Takes a connection over, whose peer is listened to no more while it does not receive.
     *
     * @param channel the connection, which is closed with this
     * @throws IOException if the system has no selector for it
     */
    public FrameChannel(SocketChannel channel) throws IOException {
        this(channel, MOST_KEPT_BYTES, byte[]::new);
    }

    /**
     * Takes a connection over, whose peer is always listened to: it only answers. If both sides
     * listened no more while much is kept for the other, none would ever again.
     *
     * @param channel the connection, which is closed with this
     * @return this end of it
     * @throws IOException if the system has no selector for it
     */
    public static FrameChannel ofWhoAsks(SocketChannel channel) throws IOException {
        return new FrameChannel(channel, Long.MAX_VALUE, byte[]::new);
    }

    /**
     * For tests.
     *
     * @param mostKeptBytes what is kept for the peer at most while it is listened to
     * @param rooms makes arrays of frames, or fails to
     */
    FrameChannel(SocketChannel channel, long mostKeptBytes, IntFunction<byte[]> rooms)
            throws IOException {
        this.channel = channel;
        this.mostKeptBytes = mostKeptBytes;
        this.outflow = new Outflow(channel, this, rooms);
        this.incoming = new Incoming(rooms);
        this.selector = Selector.open();
        try {
            channel.configureBlocking(false);
            this.key = channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException failure) {
            selector.close();
            throw failure;
        }
    }

    /** Never blocks: what the socket does not take is kept. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is the lock
    public void send(byte[] bytes, int length) throws IOException {
        sending.lock();
        try {
            sent++;
            gather(crowd, ByteBuffer.wrap(bytes, 0, length), false);
        } finally {
            sending.unlock();
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is the lock
    public void sendSoon(byte[] bytes, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(bytes, 0, length);
        Thread self = Thread.currentThread();
        boolean isLeader = false;
        sending.lock();
        try {
            sent++;
            if (self == receiver) {
                gather(gathered, frame, hasMore());
            } else {
                // One that is not virtual waits for no carrier of those that are.
                gather(crowd, frame, self.isVirtual());
                isLeader = !isLed && crowd.position() > 0;
                isLed |= isLeader;
            }
        } finally {
            sending.unlock();
        }
        if (isLeader) {
            lead();
        }
    }

    /** Others that can run now have something to send as well, perhaps. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    private void lead() throws IOException {
        Thread.yield();
        sending.lock();
        try {
            isLed = false;
            writeOut(crowd);
        } finally {
            sending.unlock();
        }
    }

    /** Puts a frame behind those that are to be written, and writes all unless more will come. */
    private void gather(ByteBuffer before, ByteBuffer frame, boolean isMoreToCome)
            throws IOException {
        if (isMoreToCome && frame.remaining() <= before.remaining()) {
            before.put(frame);
            return;
        }
        writeOut(before);
        write(frame);
    }

    private void writeOut(ByteBuffer frames) throws IOException {
        if (frames.position() > 0) {
            try {
                write(frames.flip());
            } finally {
                frames.clear();
            }
        }
    }

    /** Whether the next frame can be received at once; for the thread that receives. */
    private boolean hasMore() {
        int bytes = buffer.remaining() - HEAD_BYTES;
        return bytes >= 0 && buffer.getInt(buffer.position()) <= bytes;
    }

    private void write(ByteBuffer frame) throws IOException {
        if (!outflow.write(frame)) {
            selector.wakeup();
        }
    }

    private void writeGathered() throws IOException {
        sending.lock();
        try {
            writeOut(gathered);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
        receiver = Thread.currentThread();
        byte[] frame = poll();
        if (frame == null) {
            writeGathered();
        }
        while (frame == null && await(FOR_EVER)) {
            frame = poll();
        }
        return frame;
    }

    /**
     * Waits, but not longer than so, for bytes of the frames to come; an interruption ends the wait
     * as well.
     *
     * @param nanos how long at most
     * @return whether the connection goes on
     * @throws IOException if it breaks
     */
    public boolean await(long nanos) throws IOException {
        try {
            return fill(nanos);
        } catch (ClosedSelectorException | CancelledKeyException | ClosedChannelException closed) {
            return false;
        }
    }

    /**
     * Takes the next frame, or as much of it as there is, out of what has come; never blocks.
     *
     * @return the frame; null if it is not complete
     * @throws LostFrameException if the memory had no room for the frame
     * @throws IOException if the peer claims an impossible length
     */
    public byte @Nullable [] poll() throws IOException {
        if (!incoming.isBegun()) {
            if (buffer.remaining() < HEAD_BYTES) {
                return null;
            }
            incoming.begin(requirePossible(buffer.getInt()), true);
        }
        incoming.fill(buffer);
        if (incoming.missing() > 0) {
            return null;
        }
        received++;
        return incoming.take();
    }

    private static int requirePossible(int length) throws IOException {
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "impossible length of a frame: bytes="
                            + Integer.toUnsignedString(length)
                            + ", limit="
                            + MOST_BYTES);
        }
        return length;
    }

    /** Waits until something can be read, and reads it; writes what was kept meanwhile. */
    private boolean fill(long nanos) throws IOException {
        buffer.compact();
        try {
            int read = look();
            return (read == 0 ? sleep(nanos) : read) >= 0;
        } finally {
            buffer.flip();
        }
    }

    /** For as long as it is probably worth it; returns how much was read, -1 at the end. */
    private int look() throws IOException {
        int turns = isOverfull() ? 0 : glance.turns(Math.min(sent, received));
        for (int turn = 1; turn <= turns; turn++) {
            int read = turn % TURNS_BETWEEN_READS == 0 ? channel.read(buffer) : 0;
            if (read != 0) {
                glance.found(turn);
                return read;
            }
            Thread.onSpinWait();
        }
        glance.foundTooLate();
        return 0;
    }

    private int sleep(long nanos) throws IOException {
        key.interestOps(interest());
        if (nanos == FOR_EVER) {
            selector.select();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
        selector.selectedKeys().clear();
        if (!selector.isOpen()) {
            return -1;
        }
        flush();
        return isOverfull() ? 0 : channel.read(buffer);
    }

    private int interest() {
        sending.lock();
        try {
            int writing = outflow.keptBytes() == 0 ? 0 : SelectionKey.OP_WRITE;
            return outflow.keptBytes() > mostKeptBytes ? writing : writing | SelectionKey.OP_READ;
        } finally {
            sending.unlock();
        }
    }

    private boolean isOverfull() {
        sending.lock();
        try {
            return outflow.keptBytes() > mostKeptBytes;
        } finally {
            sending.unlock();
        }
    }

    private void flush() throws IOException {
        sending.lock();
        try {
            outflow.flush();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public int maxBytes() {
        return MOST_BYTES;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
