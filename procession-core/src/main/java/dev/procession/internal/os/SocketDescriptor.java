package dev.procession.internal.os;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of this process, of its own, for a socket: a copy of a channel's, or one that came
 * from another process. It can be sent to another process, and become a channel.
 *
 * <p>Closing it ends a connection only if nobody else has a descriptor for it, here or elsewhere.
 *
 * <p>Thread-safe as far as closing goes.
 */
public final class SocketDescriptor implements AutoCloseable {

    private static final int CLOSED = -1;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** How often one who waits looks whether he is interrupted. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicInteger number;

    private SocketDescriptor(int number) {
        this.number = new AtomicInteger(number);
    }

    /**
     * What has come from another process.
     *
     * @param sign a byte
     * @param descriptor what came with it, perhaps
     */
    public record Arrival(byte sign, @Nullable SocketDescriptor descriptor) {}

    /** Tells whether this JVM may have them; in one that may, the JDK may print a warning. */
    public static boolean isSupported() {
        return SocketCalls.isSupported();
    }

    /**
     * Makes a copy of a channel's.
     *
     * @param channel a channel of the JDK's own
     * @return the copy
     * @throws IOException if there are too many already, or the channel is closed meanwhile
     */
    public static SocketDescriptor copyOf(SocketChannel channel) throws IOException {
        return new SocketDescriptor(SocketSearch.duplicateOf(channel));
    }

    private int number() throws IOException {
        int open = number.get();
        if (open == CLOSED) {
            throw new IOException("the descriptor is closed");
        }
        return open;
    }

    /**
     * Closes the channel that this is a copy of, and leaves the connection to the copy.
     *
     * <p>The JDK shuts a connection down before it closes its descriptor, which all others who have
     * it would suffer from, unless the socket is to be closed without more ado: with a linger time
     * of 0. To put something else in the place of the channel's descriptor would do as well; but if
     * somebody closed the channel at that very moment, it would be put in the place of whatever has
     * got the number since.
     *
     * @param channel the channel
     * @throws IOException if somebody has closed it already, or it cannot be closed
     */
    public void outlive(SocketChannel channel) throws IOException {
        int mine = number();
        int linger = SocketCalls.linger(mine);
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } finally {
            SocketCalls.setLinger(mine, linger);
        }
    }

    /**
     * Sends a byte by this socket, which must be a Unix-domain one, without waiting.
     *
     * @param sign the byte
     * @param passed what goes with it: the other process gets a copy; or null
     * @throws IOException if the other process is gone, or does not read
     */
    public void send(byte sign, @Nullable SocketDescriptor passed) throws IOException {
        int[] numbers = passed == null ? new int[0] : new int[] {passed.number()};
        try (Arena arena = Arena.ofConfined()) {
            SocketMessage message = SocketMessage.of(arena, sign, numbers);
            SocketCalls.send(number(), message.head(), MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }

    /**
     * Waits for a byte on this socket, which must be a Unix-domain one, and takes it.
     *
     * @return what has arrived; the caller closes the descriptor
     * @throws EOFException if the other process has closed the connection
     * @throws InterruptedIOException if the thread is interrupted, whose flag stays set
     * @throws IOException if there were more descriptors than one, or none could be had for want of
     *     numbers: then none is left open here, and the connection is of no use any more
     */
    public Arrival receive() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SocketMessage message = SocketMessage.empty(arena, 1);
            boolean received = false;
            while (!received) {
                awaitReadable();
                received =
                        SocketCalls.receive(
                                number(), message.head(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            }
            return arrival(message);
        }
    }

    private void awaitReadable() throws IOException {
        boolean ready = false;
        while (!ready) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for a descriptor");
            }
            ready = SocketCalls.awaitReadable(number(), LOOK_NANOS);
        }
    }

    private static Arrival arrival(SocketMessage message) throws IOException {
        int[] numbers = message.descriptors();
        if (message.isTruncated() || numbers.length > 1) {
            for (int each : numbers) {
                SocketCalls.close(each);
            }
            throw new IOException(
                    numbers.length == 0
                            ? "a descriptor was lost on its way to this process, which has no"
                                    + " number for it: Too many open files"
                            : "the peer has sent more descriptors than one; all are closed");
        }
        return new Arrival(
                message.content(), numbers.length == 0 ? null : new SocketDescriptor(numbers[0]));
    }

    /** Tells whether it is a Unix-domain socket. */
    public boolean isLocal() throws IOException {
        return SocketCalls.family(number()) == SocketCalls.AF_UNIX;
    }

    /**
     * Makes a channel of it, in blocking mode, which closes it.
     *
     * <p>The JDK makes channels of its own sockets only. So it makes one, which is connected to the
     * peer's address by a datagram socket put in its place, a matter of this machine alone, so that
     * the channel has the right address; then this is put in the place of that. The channel's own
     * local address stays that of the datagram socket.
     *
     * @param peer the address at the other end
     * @return the channel
     * @throws IOException if it cannot be made; this is open then
     */
    public SocketChannel toChannel(InetSocketAddress peer) throws IOException {
        int family = SocketCalls.family(number());
        SocketChannel channel =
                SocketChannel.open(
                        family == SocketCalls.AF_INET6
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET);
        try {
            // Connecting a blocking one is left undone when the thread is interrupted.
            channel.configureBlocking(false);
            int place = SocketSearch.numberOf(channel);
            try (SocketDescriptor silent =
                    new SocketDescriptor(SocketCalls.datagramSocket(family))) {
                SocketCalls.duplicateOnto(silent.number(), place);
            }
            channel.connect(peer);
            return replace(channel, place);
        } catch (IOException | RuntimeException | Error failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * As {@link #toChannel(InetSocketAddress)}, of a Unix-domain socket.
     *
     * @param connected a fresh Unix-domain channel that nobody else knows, whose socket it becomes;
     *     its addresses stay what they are
     */
    public SocketChannel toChannel(SocketChannel connected) throws IOException {
        connected.configureBlocking(false);
        return replace(connected, SocketSearch.numberOf(connected));
    }

    private SocketChannel replace(SocketChannel channel, int place) throws IOException {
        if (SocketCalls.type(number()) != SocketCalls.SOCK_STREAM) {
            throw new IOException("the descriptor that has arrived is not that of a connection");
        }
        SocketCalls.duplicateOnto(number(), place);
        close();
        // As all who have the open file see it, whatever its last owner did with it.
        channel.configureBlocking(true);
        return channel;
    }

    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open != CLOSED) {
            SocketCalls.close(open);
        }
    }
}
