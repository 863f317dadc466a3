package dev.procession.connection;

import dev.procession.internal.channel.Deadline;
import dev.procession.internal.channel.Door;
import dev.procession.internal.channel.PeerUser;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Listens at an address for programs that know its {@link AuthenticationKey}.
 *
 * {@snippet :
 * var address = UnixDomainSocketAddress.of("/run/user/1000/service/socket");
 * var key = AuthenticationKey.read(Path.of("service.key"));
 * try (var listener = ConnectionListener.<Integer, String>open(address, key)) {
 *     while (true) {
 *         var connection = listener.accept();
 *         Thread.startVirtualThread(() -> serve(connection));
 *     }
 * }
 * }
 *
 * <p>Clients prove themselves on threads of their own, at most 64 at a time, each with a few
 * hundred bytes and within {@linkplain ConnectionOptions#withHandshakeTimeout five seconds}; what
 * {@link #accept} returns has done so. Those that cannot are gone without a word: nothing of them
 * is decoded, and nobody waits for them.
 *
 * <p><b>Addresses.</b> A {@link UnixDomainSocketAddress}: the socket has to lie in a directory that
 * only this user can enter, and only this user's programs are let in. A socket that a dead listener
 * has left is replaced, one of a living listener is not. Or a {@link java.net.InetSocketAddress},
 * port 0 for any that is free: of the loopback, unless {@link ConnectionOptions#withTls TLS} was
 * set or {@linkplain ConnectionOptions#withPlaintextBeyondLoopback plaintext} named.
 *
 * <p><b>Blocking.</b> {@link #accept} waits, interruptibly; virtual threads give up their carrier.
 *
 * <p><b>If a peer dies.</b> Before it has proved itself it is forgotten; later its connection
 * tells.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.connection the package}.
 *
 * @param <S> the type of what its connections send
 * @param <R> the type of what they receive
 * @apiNote Python's {@code multiprocessing.connection.Listener}. That asks each client for its
 *     proof within {@code accept}, without a deadline, and listens wherever it is told to.
 * @since 0.1
 */
public final class ConnectionListener<S extends @Nullable Object, R extends @Nullable Object>
        implements AutoCloseable {

    private final SocketAddress address;
    private final @Nullable UnixPlace place;
    private final ConnectionOptions options;
    private final Semaphore room;
    private final Door<Greeting.Greeted> door;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Connections that nobody has accepted yet. */
    private final Deque<Connection<S, R>> waiting = new ArrayDeque<>();

    private boolean isClosed;

    private ConnectionListener(
            SocketAddress address,
            @Nullable UnixPlace place,
            ServerSocketChannel listener,
            AuthenticationKey key,
            ConnectionOptions options)
            throws IOException {
        this.address = address;
        this.place = place;
        this.options = options;
        this.room = new Semaphore(options.maxConnections());
        this.door =
                new Door<>(
                        listener,
                        "procession-listener",
                        options.handshakeTimeout(),
                        new Clients(new Greeting(key, options)),
                        Thread.ofVirtual().factory());
    }

    // ---- making ------------------------------------------------------------------------------

    /**
     * Listens at a Unix-domain socket in the session's directory, for programs of this machine that
     * are told {@link #address} somehow.
     *
     * @param <S> the type of what its connections send
     * @param <R> the type of what they receive
     * @param key what clients have to know
     * @return the listener
     * @throws IOException if the socket cannot be made
     */
    public static <S extends @Nullable Object, R extends @Nullable Object>
            ConnectionListener<S, R> open(AuthenticationKey key) throws IOException {
        Path path = Path.of(Session.current().newPath() + ".listener");
        return open(UnixDomainSocketAddress.of(path), key);
    }

    /**
     * Listens with default options.
     *
     * @param <S> the type of what its connections send
     * @param <R> the type of what they receive
     * @param address where
     * @param key what clients have to know
     * @return the listener
     * @throws IOException as {@link #open(SocketAddress, AuthenticationKey, ConnectionOptions)}
     * @throws IllegalArgumentException as that
     */
    public static <S extends @Nullable Object, R extends @Nullable Object>
            ConnectionListener<S, R> open(SocketAddress address, AuthenticationKey key)
                    throws IOException {
        return open(address, key, ConnectionOptions.defaults());
    }

    /**
     * Listens.
     *
     * @param <S> the type of what its connections send
     * @param <R> the type of what they receive
     * @param address where: a {@link UnixDomainSocketAddress} or a {@link
     *     java.net.InetSocketAddress}
     * @param key what clients have to know
     * @param options how
     * @return the listener
     * @throws IOException if somebody listens there already, the host is unknown, or the directory
     *     of a Unix-domain socket is not there or others can enter it
     * @throws IllegalArgumentException if the address leads beyond this machine, and the options do
     *     not say how; or it is none that a socket can have
     */
    public static <S extends @Nullable Object, R extends @Nullable Object>
            ConnectionListener<S, R> open(
                    SocketAddress address, AuthenticationKey key, ConnectionOptions options)
                    throws IOException {
        Objects.requireNonNull(key, "key");
        Reach.require(address, options);
        return address instanceof UnixDomainSocketAddress unix
                ? openUnix(UnixPlace.resolve(unix), key, options)
                : openInternet(address, key, options);
    }

    private static <S extends @Nullable Object, R extends @Nullable Object>
            ConnectionListener<S, R> openUnix(
                    Path path, AuthenticationKey key, ConnectionOptions options)
                    throws IOException {
        UnixPlace place = UnixPlace.listen(path);
        try {
            return new ConnectionListener<>(
                    UnixDomainSocketAddress.of(path), place, place.listener(), key, options);
        } catch (IOException noThread) {
            place.delete();
            throw noThread;
        }
    }

    private static <S extends @Nullable Object, R extends @Nullable Object>
            ConnectionListener<S, R> openInternet(
                    SocketAddress address, AuthenticationKey key, ConnectionOptions options)
                    throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(address);
            return new ConnectionListener<>(
                    listener.getLocalAddress(), null, listener, key, options);
        } catch (IOException failure) {
            listener.close();
            throw new IOException(
                    "cannot listen: " + Shortage.describe(failure) + ": address=" + address,
                    failure);
        }
    }

    // ---- letting in --------------------------------------------------------------------------

    /** Those who come. */
    private final class Clients implements Door.Host<Greeting.Greeted> {
        private final Greeting greeting;

        Clients(Greeting greeting) {
            this.greeting = greeting;
        }

        @Override
        public Greeting.Greeted ask(SocketChannel channel, Deadline deadline) throws IOException {
            Path path = null;
            if (place != null) {
                PeerUser.require(place.owner(), channel);
                path = ((UnixDomainSocketAddress) address).getPath();
            }
            Place taken = new Place();
            try {
                Greeting.Greeted greeted = greeting.accept(channel, path, taken::take);
                deadline.meet();
                taken.keep();
                return greeted;
            } finally {
                taken.giveBack();
            }
        }

        @Override
        public void serve(Greeting.Greeted greeted, SocketChannel channel) throws IOException {
            boolean isMade = false;
            try {
                add(Connection.of(greeted, channel.getRemoteAddress(), options, room::release));
                isMade = true;
            } finally {
                if (!isMade) {
                    room.release();
                }
            }
        }
    }

    /** One of as many as there may be, for a client that may still fail. */
    private final class Place {
        private boolean isTaken;

        boolean take() {
            isTaken = room.tryAcquire();
            return isTaken;
        }

        void keep() {
            isTaken = false;
        }

        void giveBack() {
            if (isTaken) {
                room.release();
            }
        }
    }

    private void add(Connection<S, R> connection) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(connection);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }

    /**
     * Returns the next client's connection, and waits until there is one.
     *
     * @return the connection, whose peer has proved itself; the caller closes it
     * @throws IllegalStateException if the listener was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public Connection<S, R> accept() throws InterruptedException {
        return accept(FrameReader.FOR_EVER).orElseThrow();
    }

    /**
     * Returns the next client's connection.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @return the connection; empty if the time was over before there was one
     * @throws IllegalStateException if the listener was closed, perhaps meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Connection<S, R>> accept(Duration timeout) throws InterruptedException {
        return accept(Times.nanos(timeout));
    }

    private Optional<Connection<S, R>> accept(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && !isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (isClosed) {
                throw new IllegalStateException("the listener was closed");
            }
            return Optional.ofNullable(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns where it listens, with the port that was chosen.
     *
     * @return the address
     */
    public SocketAddress address() {
        return address;
    }

    /**
     * Listens no longer, and removes the socket of a Unix-domain address. Connections that were
     * accepted are not touched, others are closed. Idempotent.
     *
     * @throws IOException if the socket cannot be removed
     */
    @Override
    public void close() throws IOException {
        Deque<Connection<S, R>> unaccepted;
        lock.lock();
        try {
            isClosed = true;
            unaccepted = new ArrayDeque<>(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // While it listens, nobody else takes its file for a dead one and puts his own there.
            if (place != null) {
                place.delete();
            }
        } finally {
            door.close();
            unaccepted.forEach(Connection::close);
        }
    }

    @Override
    public String toString() {
        return "ConnectionListener[address=" + address + "]";
    }
}
