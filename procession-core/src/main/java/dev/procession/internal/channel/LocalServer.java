package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Unix-domain socket in the session's directory to which children of this process connect.
 *
 * <p>Nothing is read from a client of another user. Handshakes run on threads of their own, under a
 * deadline, and not many at a time, see {@link Strangers}. Before a client has proved its key,
 * nothing of it is decoded.
 */
public final class LocalServer implements AutoCloseable {

    /** For handshakes of children that may be slow. */
    public static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(5);

    private static final Duration STRANGERS_GRACE = Duration.ofSeconds(1);

    /** When no connection can be accepted, for want of descriptors perhaps. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path path;
    private final Duration handshakeDeadline;
    private final Handshake.Keys keys;
    private final Service service;
    private final ThreadFactory threads;
    private final ServerSocketChannel listener;
    private final Strangers strangers;
    private final UserPrincipal self;
    private final Thread acceptor;

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
        this.handshakeDeadline = handshakeDeadline;
        this.keys = keys;
        this.service = service;
        this.threads = threads;
        Duration most = handshakeDeadline.dividedBy(5);
        this.strangers =
                new Strangers(most.compareTo(STRANGERS_GRACE) < 0 ? most : STRANGERS_GRACE);
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        this.self = Files.getOwner(path);
        this.acceptor = new Thread(null, this::accept, name, 0, false);
        acceptor.setDaemon(true);
        try {
            Shortage.start(acceptor);
        } catch (IOException noThread) {
            listener.close();
            Files.deleteIfExists(path);
            throw noThread;
        }
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = listener.accept();
                strangers.admit(channel);
                start(channel);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failure) {
                log("accepting a child", failure);
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException nobodyShould) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void start(SocketChannel channel) throws IOException {
        try {
            Shortage.start(threads.newThread(() -> serve(channel)));
        } catch (IOException noThread) {
            strangers.forget(channel);
            channel.close();
            throw noThread;
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            service.serve(shakeHands(channel), channel);
        } catch (AuthenticationException stranger) {
            log("refusing a connection", stranger);
        } catch (IOException ended) {
            log("a connection of a child has ended", ended);
        }
    }

    private long shakeHands(SocketChannel channel) throws IOException {
        Thread deadline = Thread.startVirtualThread(() -> closeLater(channel));
        try {
            PeerUser.require(self, channel);
            return Handshake.accept(channel, path.toString(), keys);
        } finally {
            strangers.forget(channel);
            deadline.interrupt();
        }
    }

    private void closeLater(SocketChannel channel) {
        try {
            Thread.sleep(handshakeDeadline);
            channel.close();
        } catch (InterruptedException inTime) {
            return;
        } catch (IOException failure) {
            log("closing a slow connection", failure);
        }
    }

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    /** Where children connect to. */
    public Path path() {
        return path;
    }

    /** Stops listening and removes the socket; clients that are being served are not touched. */
    @Override
    public void close() throws IOException {
        try {
            listener.close();
            strangers.close();
            acceptor.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
