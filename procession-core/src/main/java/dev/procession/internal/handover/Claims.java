package dev.procession.internal.handover;

import dev.procession.internal.channel.Handshake;
import dev.procession.internal.launch.ChildBoot;
import dev.procession.internal.launch.Session;
import dev.procession.internal.os.SocketDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a child comes to connections of its parent's: it asks at the parent's {@link Cloakroom}. The
 * connection to that is made by the first who asks, and made anew after a failure. Thread-safe.
 */
public final class Claims {

    private static @Nullable Claims ofThisProcess;

    private final String desk;
    private final byte[] key;
    private @Nullable SocketChannel channel;
    private @Nullable SocketDescriptor descriptor;

    Claims(String desk, byte[] key) {
        this.desk = desk;
        this.key = key;
    }

    /**
     * Gets a connection.
     *
     * @param ticket what for
     * @param peer the address at its other end, null if it is a Unix-domain socket
     * @return a channel in blocking mode, the only one there is for the connection
     * @throws IOException if it is not to be had: it was given up, the parent is gone, this process
     *     has no descriptor for it, or the thread was interrupted
     */
    public static SocketChannel redeem(Ticket ticket, @Nullable InetSocketAddress peer)
            throws IOException {
        SocketDescriptor socket = at(ticket.desk()).claim(ticket);
        try {
            return peer == null ? localChannel(socket) : socket.toChannel(peer);
        } catch (IOException | RuntimeException | Error failure) {
            socket.close();
            throw failure;
        }
    }

    /** There is one desk for all tasks of a worker. */
    private static synchronized Claims at(String desk) throws IOException {
        Claims known = ofThisProcess;
        if (known == null || !known.desk.equals(desk)) {
            ChildBoot boot = ChildBoot.ofThisProcess();
            if (boot == null) {
                throw givenUp();
            }
            known = new Claims(desk, boot.secret());
            ofThisProcess = known;
        }
        return known;
    }

    private static IOException givenUp() {
        return new IOException(
                "the connection was closed when its task was given up: it is for the one worker"
                        + " that begins the task");
    }

    /** Asks for a descriptor, which the caller closes. */
    synchronized SocketDescriptor claim(Ticket ticket) throws IOException {
        SocketDescriptor.Arrival arrival = null;
        try {
            arrival = exchange(ticket);
        } finally {
            if (arrival == null) {
                // It may have half an exchange on it.
                hangUp();
            }
        }
        SocketDescriptor socket = arrival.descriptor();
        if (arrival.sign() == Cloakroom.HERE && socket != null) {
            return socket;
        }
        if (socket != null) {
            socket.close();
        }
        if (arrival.sign() == Cloakroom.NOTHING && socket == null) {
            throw givenUp();
        }
        hangUp();
        throw new IOException("impossible answer to a ticket: sign=" + arrival.sign());
    }

    private SocketDescriptor.Arrival exchange(Ticket ticket) throws IOException {
        SocketChannel open = channel;
        SocketDescriptor reads = descriptor;
        if (open == null || reads == null) {
            open = SocketChannel.open(UnixDomainSocketAddress.of(desk));
            channel = open;
            Handshake.connect(open, desk, ProcessHandle.current().pid(), key);
            reads = SocketDescriptor.copyOf(open);
            descriptor = reads;
        }
        Handshake.send(open, ticket.number());
        return reads.receive();
    }

    /** Ends the connection to the desk, if there is one. */
    synchronized void hangUp() throws IOException {
        SocketChannel broken = channel;
        SocketDescriptor copy = descriptor;
        channel = null;
        descriptor = null;
        if (copy != null) {
            copy.close();
        }
        if (broken != null) {
            broken.close();
        }
    }

    /** The JDK has to have a connection of its own first, and makes it with a listener of ours. */
    private static SocketChannel localChannel(SocketDescriptor socket) throws IOException {
        Path scratch = Session.current().newPath();
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(scratch);
        SocketChannel accepted;
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            SocketChannel.open(address).close();
            accepted = listener.accept();
        } finally {
            Files.deleteIfExists(scratch);
        }
        try {
            return socket.toChannel(accepted);
        } catch (IOException | RuntimeException | Error failure) {
            accepted.close();
            throw failure;
        }
    }
}
