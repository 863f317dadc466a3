package dev.procession.connection;

import dev.procession.AuthenticationException;
import dev.procession.CodecException;
import dev.procession.TaskConsumer;
import dev.procession.Waitable;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Deadline;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One end of a way between two programs that have proved to each other that they know the same
 * {@link AuthenticationKey}: whole messages go over it, objects or bytes, in both directions.
 *
 * {@snippet :
 * try (var listener = ConnectionListener.<Integer, String>open(address, key);     // one program
 *         var connection = listener.accept()) {
 *     connection.forEachReceived(text -> connection.send(text.length()));
 * }
 *
 * try (Connection<String, Integer> connection = Connection.connect(address, key)) {  // another
 *     connection.send("baozi");
 *     System.out.println(connection.receive());
 * }
 * }
 *
 * <p>An object is encoded by who sends it, before any waiting: what cannot be encoded fails there.
 * It is decoded by who receives it. Messages are never merged, split or reordered. Null, empty
 * strings and no bytes at all are ordinary messages. Any number of threads may send and receive at
 * the same time; each message goes to one of them.
 *
 * <p><b>Trust.</b> The key says who may talk, not that all he says is harmless: decoding an object
 * runs code of the class that the message names. Between programs that do not trust each other
 * wholly use {@link ConnectionOptions#withStrict}, or bytes. Sizes, depth and claims of messages
 * are limited in any case. Locks, queues and other things in shared memory are of one session, and
 * cannot be decoded outside of it: who receives one there gets a {@link CodecException} instead.
 *
 * <p><b>Blocking.</b> Sending waits while the peer does not read and the system's buffers are full,
 * receiving waits until there is a message. Both are interruptible, and the connection survives
 * that. Virtual threads give up their carrier.
 *
 * <p><b>If a peer dies.</b> What it has sent is received, and then the end of the stream: an {@link
 * EOFException}, at once if it has closed the connection or its process has ended in any way. A
 * machine that vanishes without a word is noticed by the system, hours later.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.connection the package}.
 *
 * @param <S> the type of what is sent
 * @param <R> the type of what is received
 * @apiNote Python's {@code multiprocessing.connection.Connection}, and {@code Client}. That closes
 *     itself when a message is too long, and unpickles whatever comes.
 * @since 0.1
 */
public final class Connection<S extends @Nullable Object, R extends @Nullable Object>
        implements AutoCloseable, Waitable {

    private final Wire wire;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Messages messages;
    private final int maxBytes;
    private final SocketAddress remote;
    private final Runnable atClose;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Connection(
            Wire wire, SocketAddress remote, ConnectionOptions options, Runnable atClose) {
        this.wire = wire;
        this.remote = remote;
        this.maxBytes = options.maxMessageBytes();
        this.reader = new FrameReader(wire, maxBytes);
        this.writer = new FrameWriter(wire);
        this.messages = new Messages(options);
        this.atClose = atClose;
    }

    // ---- making ------------------------------------------------------------------------------

    /**
     * Connects with default options.
     *
     * @param <S> the type of what is sent
     * @param <R> the type of what is received
     * @param address as {@link #connect(SocketAddress, AuthenticationKey, ConnectionOptions)}
     * @param key what the listener knows too
     * @return the connection
     * @throws IOException if nobody listens there, or he does not answer in time
     * @throws AuthenticationException if the listener does not know the key
     * @throws IllegalArgumentException if the address leads beyond this machine
     * @throws InterruptedException if the thread is interrupted
     */
    public static <S extends @Nullable Object, R extends @Nullable Object> Connection<S, R> connect(
            SocketAddress address, AuthenticationKey key) throws IOException, InterruptedException {
        return connect(address, key, ConnectionOptions.defaults());
    }

    /**
     * Connects to a {@link ConnectionListener}, and proves and has it prove that both know the key.
     *
     * @param <S> the type of what is sent
     * @param <R> the type of what is received
     * @param address a {@link UnixDomainSocketAddress} or a {@link java.net.InetSocketAddress}
     * @param key what the listener knows too
     * @param options how
     * @return the connection
     * @throws IOException if nobody listens there, he has no room, or does not answer within
     *     {@linkplain ConnectionOptions#withHandshakeTimeout the time} there is
     * @throws AuthenticationException if the listener does not know the key, or knows the
     *     connection by something else
     * @throws IllegalArgumentException if the address leads beyond this machine, and the options do
     *     not say how
     * @throws InterruptedException if the thread is interrupted
     */
    public static <S extends @Nullable Object, R extends @Nullable Object> Connection<S, R> connect(
            SocketAddress address, AuthenticationKey key, ConnectionOptions options)
            throws IOException, InterruptedException {
        Objects.requireNonNull(key, "key");
        Reach.require(address, options);
        SocketAddress resolved =
                address instanceof UnixDomainSocketAddress unix
                        ? UnixDomainSocketAddress.of(UnixPlace.resolve(unix))
                        : address;
        long deadline = System.nanoTime() + Times.nanos(options.handshakeTimeout());
        try {
            return greet(Dial.connect(resolved, deadline), resolved, deadline, key, options);
        } catch (IOException failure) {
            throw explained(failure, deadline, address, options);
        }
    }

    private static <S extends @Nullable Object, R extends @Nullable Object> Connection<S, R> greet(
            SocketChannel channel,
            SocketAddress address,
            long deadline,
            AuthenticationKey key,
            ConnectionOptions options)
            throws IOException {
        boolean isMade = false;
        try (Deadline running = Deadline.of(channel, Dial.left(deadline))) {
            Greeting.Greeted greeted = new Greeting(key, options).connect(channel, address);
            running.meet();
            Connection<S, R> made = of(greeted, address, options, () -> {});
            isMade = true;
            return made;
        } finally {
            if (!isMade) {
                channel.close();
            }
        }
    }

    private static IOException explained(
            IOException failure, long deadline, SocketAddress address, ConnectionOptions options)
            throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("while connecting");
            interrupted.initCause(failure);
            throw interrupted;
        }
        if (Dial.left(deadline).isZero()) {
            return new IOException(
                    "there was no connection in time: address="
                            + address
                            + ", timeout="
                            + options.handshakeTimeout(),
                    failure);
        }
        String why =
                failure instanceof EOFException
                        ? "the listener has closed it before it has proved anything; perhaps it"
                                + " wants TLS, or is another user's, or has too many clients at once"
                        : Shortage.describe(failure);
        return new IOException("there is no connection: " + why + ": address=" + address, failure);
    }

    /** A connection whose peer has proved itself. */
    static <S extends @Nullable Object, R extends @Nullable Object> Connection<S, R> of(
            Greeting.Greeted greeted,
            SocketAddress remote,
            ConnectionOptions options,
            Runnable atClose)
            throws IOException {
        return new Connection<>(greeted.wire(), remote, options, atClose);
    }

    // ---- objects -----------------------------------------------------------------------------

    /**
     * Sends an object, and waits for as long as the peer does not read.
     *
     * @param message what to send, or null
     * @throws CodecException if it cannot be encoded, or is too long; the message begins with the
     *     path to the field at fault
     * @throws IOException if the peer has closed the connection or ended
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public void send(S message) throws IOException, InterruptedException {
        offer(message, FrameReader.FOR_EVER);
    }

    /**
     * Sends an object.
     *
     * <p>What has begun to go out counts as sent, also if the time is over, or the thread
     * interrupted, before the last of it is out. The rest follows as the peer reads on.
     *
     * @param message what to send, or null
     * @param timeout how long to wait for a peer that does not read; zero or less does not wait
     * @return whether it was sent; {@code false} if the time was over before
     * @throws CodecException if it cannot be encoded, or is too long
     * @throws IOException if the peer has closed the connection or ended
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public boolean send(S message, Duration timeout) throws IOException, InterruptedException {
        return offer(message, nanos(timeout));
    }

    private boolean offer(S message, long nanos) throws IOException, InterruptedException {
        requireOpen();
        Sink sink = messages.encode(message);
        try {
            return write(Frame.OBJECT, sink.array(), 0, sink.size(), nanos);
        } finally {
            messages.giveBack(sink);
        }
    }

    /**
     * Receives a message, and waits until there is one.
     *
     * @return what the peer has sent, perhaps null; bytes as an array
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException if the message, which is gone then, cannot be decoded here, was too
     *     long, or found no memory
     * @throws IOException if the connection breaks
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public R receive() throws IOException, InterruptedException {
        return decode(Objects.requireNonNull(take(FrameReader.FOR_EVER, _ -> {})));
    }

    /**
     * Receives a message.
     *
     * @param timeout how long to wait until there is one; zero or less does not wait
     * @return what the peer has sent, perhaps null; bytes as an array
     * @throws TimeoutException if none came in time
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException if the message, which is gone then, cannot be decoded here, was too
     *     long, or found no memory
     * @throws IOException if the connection breaks
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public R receive(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        Frame frame = take(nanos(timeout), _ -> {});
        if (frame == null) {
            throw new TimeoutException("no message came in time: timeout=" + timeout);
        }
        return decode(frame);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // both programs have agreed on it, null too
    private R decode(Frame frame) {
        return (R) (frame.kind() == Frame.BYTES ? exactly(frame) : messages.decode(frame));
    }

    /**
     * Receives messages until the peer closes the connection or ends.
     *
     * @param action what to do with each
     * @throws IOException if the connection breaks
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws Exception whatever the action throws
     */
    public void forEachReceived(TaskConsumer<? super R> action) throws Exception {
        Objects.requireNonNull(action, "action");
        while (true) {
            R message;
            try {
                message = receive();
            } catch (EOFException end) {
                return;
            }
            action.accept(message);
        }
    }

    /**
     * Tells whether receiving would not wait: there is a whole message, or the end of the stream.
     *
     * @param timeout how long to wait until there is; zero or less does not wait
     * @return whether there is; another thread may receive it meanwhile
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        requireOpen();
        boolean isReady = reader.isReady(nanos(timeout));
        requireOpen();
        return isReady;
    }

    /**
     * Tells whether {@link #receive()} would not wait: there is a whole message, or the end of the
     * stream.
     *
     * @return whether that holds now; another thread may receive it meanwhile
     * @throws IllegalStateException if this end was closed
     */
    @Override
    public boolean isReady() {
        requireOpen();
        return reader.isReadyNow();
    }

    @Override
    public Watch watch(Runnable wake) {
        return Connections.readable(wire.source()).watch(wake);
    }

    // ---- bytes -------------------------------------------------------------------------------

    /**
     * Sends bytes, as {@link #sendBytes(byte[], int, int)} does, all of an array.
     *
     * @param bytes what to send
     * @throws IllegalArgumentException if they are too many
     * @throws IOException if the peer has closed the connection or ended
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /**
     * Sends bytes as one message, and waits for as long as the peer does not read.
     *
     * @param bytes where they are
     * @param offset the first of them
     * @param length how many, perhaps none
     * @throws IndexOutOfBoundsException if they are not within the array
     * @throws IllegalArgumentException if they are too many
     * @throws IOException if the peer has closed the connection or ended
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public void sendBytes(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        offerBytes(bytes, offset, length, FrameReader.FOR_EVER);
    }

    /**
     * Sends bytes as one message; the time is as with {@link #send(Object, Duration)}.
     *
     * @param bytes where they are
     * @param offset the first of them
     * @param length how many, perhaps none
     * @param timeout how long to wait for a peer that does not read; zero or less does not wait
     * @return whether they were sent; {@code false} if the time was over before
     * @throws IndexOutOfBoundsException if they are not within the array
     * @throws IllegalArgumentException if they are too many
     * @throws IOException if the peer has closed the connection or ended
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was sent
     */
    public boolean sendBytes(byte[] bytes, int offset, int length, Duration timeout)
            throws IOException, InterruptedException {
        return offerBytes(bytes, offset, length, nanos(timeout));
    }

    private boolean offerBytes(byte[] bytes, int offset, int length, long nanos)
            throws IOException, InterruptedException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > maxBytes) {
            throw new IllegalArgumentException(
                    "the message is too long: bytes="
                            + length
                            + ", limit="
                            + maxBytes
                            + "; raise it by ConnectionOptions.withMaxMessage on both sides");
        }
        requireOpen();
        return write(Frame.BYTES, bytes, offset, length, nanos);
    }

    /**
     * Receives bytes, and waits until there is a message.
     *
     * @return the bytes, perhaps none
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException if the message, which is gone then, was longer than the connection
     *     takes, or found no memory
     * @throws IOException if the message is an object, which stays there for {@link #receive}; or
     *     if the connection breaks
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public byte[] receiveBytes() throws IOException, InterruptedException {
        return receiveBytes(maxBytes);
    }

    /**
     * Receives bytes, but not too many.
     *
     * @param most how many the caller has use for; a longer message stays there
     * @return the bytes, perhaps none
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException as {@link #receiveBytes()}
     * @throws IOException if the message is longer, or an object, and stays there; or if the
     *     connection breaks
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public byte[] receiveBytes(int most) throws IOException, InterruptedException {
        return exactly(takeBytes(most));
    }

    private static byte[] exactly(Frame frame) {
        byte[] bytes = frame.bytes();
        return bytes.length == frame.length() ? bytes : Arrays.copyOf(bytes, frame.length());
    }

    /**
     * Receives bytes into an array, from its first element on.
     *
     * @param target where they go; a message that has no room there stays where it is
     * @return how many there are, perhaps none
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException as {@link #receiveBytes()}
     * @throws IOException as {@link #receiveBytes(int)}
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public int receiveBytes(byte[] target) throws IOException, InterruptedException {
        return receiveBytes(ByteBuffer.wrap(target));
    }

    /**
     * Receives bytes into a buffer, at its position, which moves behind them.
     *
     * @param target where they go; a message that has no room there stays where it is
     * @return how many there are, perhaps none
     * @throws EOFException if the peer has closed the connection or ended, and all was received
     * @throws CodecException as {@link #receiveBytes()}; or if the message is longer, which stays
     * @throws ReadOnlyBufferException if the buffer is for reading only
     * @throws IOException if the connection breaks
     * @throws IllegalStateException if this end was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted; then nothing was received
     */
    public int receiveBytes(ByteBuffer target) throws IOException, InterruptedException {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        Frame frame = takeBytes(target.remaining());
        target.put(frame.bytes(), 0, frame.length());
        return frame.length();
    }

    private Frame takeBytes(int most) throws IOException, InterruptedException {
        return Objects.requireNonNull(
                take(FrameReader.FOR_EVER, frame -> requireBytes(frame, most)));
    }

    private static void requireBytes(Frame frame, int most) throws IOException {
        if (frame.kind() != Frame.BYTES) {
            throw new IOException(
                    "the message is an object, which receive() returns, and stays there:"
                            + " receiveBytes is for what sendBytes has sent");
        }
        if (frame.length() > most) {
            throw new IOException(
                    "the message is longer than there is room for, and stays there: bytes="
                            + frame.length()
                            + ", most="
                            + most);
        }
    }

    // ---- both --------------------------------------------------------------------------------

    private boolean write(byte kind, byte[] bytes, int offset, int length, long nanos)
            throws IOException, InterruptedException {
        try {
            return writer.write(kind, bytes, offset, length, nanos);
        } catch (IOException failure) {
            requireOpen();
            throw failure;
        }
    }

    /** Null if the time was over before there was one. */
    private @Nullable Frame take(long nanos, FrameReader.Check check)
            throws IOException, InterruptedException {
        requireOpen();
        try {
            return reader.take(nanos, check);
        } catch (IOException failure) {
            requireOpen();
            throw failure;
        }
    }

    private static long nanos(Duration timeout) {
        return Times.nanos(timeout.isNegative() ? Duration.ZERO : timeout);
    }

    private void requireOpen() {
        if (isClosed.get()) {
            throw new IllegalStateException("the connection was closed");
        }
    }

    /**
     * Returns where the peer is.
     *
     * @return the address that was connected to, or that it has connected from
     */
    public SocketAddress remoteAddress() {
        return remote;
    }

    /**
     * Closes this end: the peer receives what was sent, and then the end of the stream. Threads
     * that wait here are told. Idempotent.
     */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        try (wire;
                writer;
                reader) {
            atClose.run();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "closing a connection", failure);
        }
    }

    @Override
    public String toString() {
        return "Connection[peer=" + remote + ", open=" + !isClosed.get() + "]";
    }
}
