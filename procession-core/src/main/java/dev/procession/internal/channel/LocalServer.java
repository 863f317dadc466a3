package dev.procession.internal.channel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * A Unix-domain socket in the session's directory to which children of this process connect.
 *
 * <p>Nothing is read from a client of another user. Before a client has proved its key, nothing of
 * it is decoded; how it is asked for that, see {@link Door}.
 */
public final class LocalServer implements AutoCloseable {

    /** For handshakes of children that may be slow. */
    public static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(5);

    private final Path path;
    private final Door<Long> door;

    /** What is done for a client that has proved who it is. */
    @FunctionalInterface
    public interface Service {
        /**
         * Serves a client, on a thread of its own, until one of the two has enough.
         *
         * @param id the client
         * @param channel the connection, which is closed afterwards
         * @throws IOException if the connection breaks
         */
        void serve(long id, SocketChannel channel) throws IOException;
    }

    /** Knows the children. */
    private record Children(Path path, UserPrincipal self, Handshake.Keys keys, Service service)
            implements Door.Host<Long> {

        @Override
        public Long ask(SocketChannel channel, Deadline deadline) throws IOException {
            PeerUser.require(self, channel);
            long id = Handshake.accept(channel, path.toString(), keys);
            deadline.meet();
            return id;
        }

        @Override
        public void serve(Long id, SocketChannel channel) throws IOException {
            try (channel) {
                service.serve(id, channel);
            }
        }
    }

    /**
     * Listens.
     *
     * @param path where the socket is made, in a directory that only this user can enter
     * @param name of the thread that accepts
     * @param handshakeDeadline how long a client may take to prove who it is
     * @param keys knows the clients
     * @param service what is done for them
     * @param threads makes the threads that serve them
     * @throws IOException if the socket cannot be made
     */
    public LocalServer(
            Path path,
            String name,
            Duration handshakeDeadline,
            Handshake.Keys keys,
            Service service,
            ThreadFactory threads)
            throws IOException {
        this.path = path;
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        Children children = new Children(path, Files.getOwner(path), keys, service);
        try {
            this.door = new Door<>(listener, name, handshakeDeadline, children, threads);
        } catch (IOException noThread) {
            Files.deleteIfExists(path);
            throw noThread;
        }
    }

    /** Where children connect to. */
    public Path path() {
        return path;
    }

    /** Stops listening and removes the socket; clients that are being served are not touched. */
    @Override
    public void close() throws IOException {
        try {
            door.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
