package dev.procession.connection;

import dev.procession.Waitable;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import dev.procession.internal.util.Moving;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link ProcessPipe}: sends to the other end, and receives what that sends.
 *
 * {@snippet :
 * try (end) {
 *     while (end.poll(Duration.ofDays(1))) {
 *         end.send(answer(end.receive()));
 *     }
 * }
 * }
 *
 * <p>A message is any object that can travel, null too. It is encoded by who sends it, before any
 * waiting: what cannot be encoded fails there, and later changes of the object are not seen by who
 * receives it. Messages arrive whole, one by one, in the order in which one thread has sent them.
 *
 * <p><b>An end moves.</b> It can be captured by a task, passed as an argument, returned, put into a
 * queue and sent over another pipe. It is then there, and not here any more: this object is closed
 * by that, and using it says so. While the message that brings it is on its way, it counts as open
 * as long as its sender lives; if the message cannot be sent, the end stays here. It can be claimed
 * once: if the message is decoded again, as by a second attempt of a task, that fails. It cannot be
 * captured by a function that many workers run, as that of {@code pool.map}; the inputs may be
 * ends. For more processes, or to keep it, send a {@link #duplicate}.
 *
 * <p><b>Many threads and processes</b> may use one end, or duplicates of it, at a time. Each
 * message is received by one of them. Nobody is preferred.
 *
 * <p><b>The end of the stream.</b> When all ends of the other side are closed, {@code receive} goes
 * on until all that was sent is received; then it throws an {@code EOFException}. {@code send}
 * throws a {@link BrokenPipeException} at once. An end is closed by {@link #close}, by the end of
 * its process, and when it was forgotten, by the garbage collector.
 *
 * <p><b>Blocking.</b> {@code send} waits while there is no room; see {@link
 * PipeOptions#withMaxBytes}. Threads wait in the kernel, interruptibly; virtual threads without
 * keeping their carrier. A timeout of zero or less never waits for messages or room. All wait for
 * as long as another process copies one message in or out.
 *
 * <p><b>If a peer dies.</b> Its ends are closed by that, those that it had sent and nobody has
 * claimed too; who waits is told within milliseconds. One that sends has sent its message or has
 * not. One that receives has received one message or none; only a message that it had received is
 * lost. No message is torn or received twice. If that message, or one that it had taken from a
 * queue, brings an end that it has not decoded yet, that end stays open as long as its sender
 * lives.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.connection the package}.
 *
 * @param <S> the type of what it sends
 * @param <R> the type of what it receives
 * @apiNote Python's {@code multiprocessing.connection.Connection} of a {@code Pipe}. There two
 *     processes that receive from one end may tear messages apart.
 * @since 0.1
 */
public final class PipeEnd<S extends @Nullable Object, R extends @Nullable Object> extends Handle
        implements Waitable {

    @Serial private static final long serialVersionUID = 1L;

    private static final Cleaner FORGOTTEN = Cleaner.create();

    private final transient Hold hold;
    private final transient Cleaner.Cleanable closing;

    PipeEnd(Hold hold) {
        super(hold.block(), "the end of the pipe");
        this.hold = hold;
        this.closing = FORGOTTEN.register(this, hold::close);
    }

    // ---- sending -----------------------------------------------------------------------------

    /**
     * Sends a message, and waits for room.
     *
     * @param message what to send
     * @throws dev.procession.CodecException if it cannot be encoded; the message begins with the
     *     path to the field at fault
     * @throws BrokenPipeException if every end of the other side is closed, perhaps meanwhile
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws java.io.UncheckedIOException if the message is large, and there is no memory for it
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public void send(S message) throws IOException, InterruptedException {
        sendWithin(message, RingAccess.FOR_EVER);
    }

    /**
     * Sends a message, and waits for room.
     *
     * @param message what to send
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether it was sent; {@code false} if the time was over before
     * @throws dev.procession.CodecException if it cannot be encoded
     * @throws BrokenPipeException if every end of the other side is closed, perhaps meanwhile
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws java.io.UncheckedIOException if the message is large, and there is no memory for it
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public boolean send(S message, Duration timeout) throws IOException, InterruptedException {
        return sendWithin(message, Times.nanos(timeout));
    }

    /**
     * Sends bytes of an array as one message, which {@link #receive} of the other end returns as an
     * array, too.
     *
     * @param bytes has them
     * @param offset where they begin
     * @param length how many; 0 sends an empty message
     * @throws IndexOutOfBoundsException if they are not within the array
     * @throws BrokenPipeException if every end of the other side is closed, perhaps meanwhile
     * @throws UnsupportedOperationException if this end only receives
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws java.io.UncheckedIOException if there are many, and there is no memory for them
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public void sendBytes(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        boolean isAll = length == bytes.length;
        sendWithin(
                isAll ? bytes : Arrays.copyOfRange(bytes, offset, offset + length),
                RingAccess.FOR_EVER);
    }

    private boolean sendWithin(@Nullable Object message, long nanos)
            throws IOException, InterruptedException {
        try {
            return hold.out().send(message, nanos);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    // ---- receiving ---------------------------------------------------------------------------

    /**
     * Receives a message, and waits until there is one.
     *
     * @return the message
     * @throws java.io.EOFException if every end of the other side is closed, and all was received
     * @throws dev.procession.CodecException if the message, which was received, cannot be decoded
     *     here
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public R receive() throws IOException, InterruptedException {
        try {
            return receiveWithin(RingAccess.FOR_EVER);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Receives a message, and waits until there is one.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the message
     * @throws TimeoutException if none came in time
     * @throws java.io.EOFException if every end of the other side is closed, and all was received
     * @throws dev.procession.CodecException if the message, which was received, cannot be decoded
     *     here
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public R receive(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        return receiveWithin(Times.nanos(timeout));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // who sent it has been checked by the compiler
    private R receiveWithin(long nanos) throws IOException, InterruptedException, TimeoutException {
        try {
            return (R) hold.in().receive(nanos);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits until there is something to receive: a message, or the end of the stream.
     *
     * <p>If others receive from this end, they may be faster.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether {@link #receive} would not wait now; {@code false} if the time was over
     *     before
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        try {
            return hold.in().poll(Times.nanos(timeout));
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Receives a message of bytes, and waits until there is one.
     *
     * @param most how many bytes it may have
     * @return the bytes
     * @throws IOException if the message has more, or is no array of bytes; it stays in the pipe
     *     and can be received otherwise
     * @throws java.io.EOFException if every end of the other side is closed, and all was received
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public byte[] receiveBytes(int most) throws IOException, InterruptedException {
        if (most < 0) {
            throw new IllegalArgumentException("a message has 0 bytes or more: most=" + most);
        }
        return receiveBytes(most, null);
    }

    private byte[] receiveBytes(int most, byte @Nullable [] into)
            throws IOException, InterruptedException {
        try {
            return hold.in().receiveBytes(most, into);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Receives a message of bytes into an array, and waits until there is one. A large message that
     * is just as long as the array is copied there at once, others over an array between.
     *
     * @param into where they are written, from index 0 on
     * @return how many bytes the message has
     * @throws IOException if the message has more than the array, or is no array of bytes; it stays
     *     in the pipe and can be received otherwise
     * @throws java.io.EOFException if every end of the other side is closed, and all was received
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public int receiveBytes(byte[] into) throws IOException, InterruptedException {
        byte[] bytes = receiveBytes(into.length, into);
        if (bytes != into) {
            System.arraycopy(bytes, 0, into, 0, bytes.length);
        }
        return bytes.length;
    }

    /**
     * Receives a message of bytes into a buffer, and waits until there is one. The buffer's
     * position moves behind them.
     *
     * @param into where they are written, from its position on
     * @return how many bytes the message has
     * @throws IOException if the message has more than there is room for, or is no array of bytes;
     *     it stays in the pipe and can be received otherwise
     * @throws java.io.EOFException if every end of the other side is closed, and all was received
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public int receiveBytes(ByteBuffer into) throws IOException, InterruptedException {
        if (into.isReadOnly()) {
            throw new java.nio.ReadOnlyBufferException();
        }
        byte[] bytes = receiveBytes(into.remaining());
        into.put(bytes);
        return bytes.length;
    }

    // ---- the end itself ----------------------------------------------------------------------

    /**
     * Makes another end of the same side, in this process: for another process to have it while
     * this one keeps its own. The other side sees the end of the stream when both are closed.
     *
     * @return the other end
     * @throws IllegalStateException if this end was closed or has moved, or the pipe has 64 ends
     * @throws java.io.UncheckedIOException if this process has no thread left to look after it
     */
    public PipeEnd<S, R> duplicate() {
        try {
            hold.requireMine();
            return new PipeEnd<>(Hold.add(hold.block(), hold.side()));
        } catch (IOException noThread) {
            throw new java.io.UncheckedIOException("an end could not be duplicated", noThread);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Tells whether this end is here: it was not closed and has not moved.
     *
     * @return whether it can be used
     */
    public boolean isOpen() {
        return hold.isMine();
    }

    /**
     * Tells whether {@link #receive} would not wait: there is a message, or the stream has ended.
     *
     * @return whether that holds now; others that receive from this end may be faster
     * @throws UnsupportedOperationException if this end only sends
     * @throws IllegalStateException if this end was closed or has moved
     */
    @Override
    public boolean isReady() {
        Way in = hold.in();
        try {
            boolean isReady = in.isReady();
            hold.requireMine();
            return isReady;
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Watch watch(Runnable wake) {
        try {
            return hold.in().watch(wake);
        } catch (IllegalStateException met) {
            throw hold.explained(met);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Closes this end. If it was the last one of its side, the other side is told that the stream
     * has ended. An end that has moved is not closed by that, where it is now. Idempotent.
     */
    @Override
    public void close() {
        closing.clean();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Returns which end it is and how it stands, for people. */
    @Override
    public String toString() {
        String side = hold.side() == Seats.LEFT ? "left" : "right";
        return "PipeEnd[" + side + ", " + (isOpen() ? "open" : "closed here") + "]";
    }

    // ---- travelling --------------------------------------------------------------------------

    @Override
    protected Object travelling() {
        hold.requireMine();
        return new Travelling(ref(), hold.seat(), hold.ticket());
    }

    private record Travelling(BlockRef ref, int seat, long ticket) implements Moving, Serializable {

        private Seats seats() {
            try {
                return new Seats(Block.attach(ref, PipeLayout.KIND).words(), Peers.current());
            } catch (IOException closed) {
                throw new IllegalStateException("this end of the pipe was closed", closed);
            }
        }

        @Override
        public void leave() {
            if (!seats().leave(seat, ticket)) {
                throw Hold.moved();
            }
        }

        @Override
        public void stay() {
            seats().stay(seat, ticket);
        }

        @Override
        public void lose() {
            Hold.lose(ref, seat, ticket);
        }

        @Serial
        private Object readResolve() throws InvalidObjectException {
            Block block = attach(ref, PipeLayout.KIND, "the end of a pipe");
            try {
                return new PipeEnd<>(Hold.claim(block, seat, ticket));
            } catch (InvalidObjectException refused) {
                throw refused;
            } catch (IOException noThread) {
                throw new InvalidObjectException("the end of a pipe cannot be used", noThread);
            }
        }
    }
}
