package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets clients in, one by one, and has each prove who it is on a thread of its own, under a
 * deadline, and not many at a time, see {@link Strangers}.
 *
 * @param <P> what a client has proved
 */
public final class Door<P> implements AutoCloseable {

    private static final Duration STRANGERS_GRACE = Duration.ofSeconds(1);

    /** When no connection can be accepted, for want of descriptors perhaps. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Duration deadline;
    private final Host<P> host;
    private final ThreadFactory threads;
    private final ServerSocketChannel listener;
    private final Strangers strangers;
    private final Thread acceptor;

    /**
     * What is asked of clients, and done for them.
     *
     * @param <P> what a client has proved
     */
    public interface Host<P> {
        /**
         * Asks a client for its proof; the connection is closed if that takes too long.
         *
         * @param channel the fresh connection
         * @param deadline to be {@linkplain Deadline#meet met}
         * @return what it has proved
         * @throws IOException if the connection breaks
         * @throws AuthenticationException if it cannot prove it
         */
        P ask(SocketChannel channel, Deadline deadline) throws IOException;

        /**
         * Serves a client, which has proved itself. Whoever serves closes the connection in the
         * end; it is closed for him only if this throws.
         *
         * @param proven what it has proved
         * @param channel the connection
         * @throws IOException if the connection breaks
         */
        void serve(P proven, SocketChannel channel) throws IOException;
    }

    /**
     * Opens the door.
     *
     * @param listener bound; closed with this
     * @param name of the thread that accepts
     * @param deadline how long a client may take to prove who it is
     * @param host asks and serves
     * @param threads makes the threads that do
     * @throws IOException if there is no thread to accept; the listener is closed then
     */
    public Door(
            ServerSocketChannel listener,
            String name,
            Duration deadline,
            Host<P> host,
            ThreadFactory threads)
            throws IOException {
        this.listener = listener;
        this.deadline = deadline;
        this.host = host;
        this.threads = threads;
        Duration most = deadline.dividedBy(5);
        this.strangers =
                new Strangers(most.compareTo(STRANGERS_GRACE) < 0 ? most : STRANGERS_GRACE);
        this.acceptor = new Thread(null, this::accept, name, 0, false);
        acceptor.setDaemon(true);
        try {
            Shortage.start(acceptor);
        } catch (IOException noThread) {
            listener.close();
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
                log("accepting a client", failure);
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException nobodyShould) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void start(SocketChannel channel) throws IOException {
        try {
            Shortage.start(threads.newThread(() -> welcome(channel)));
        } catch (IOException noThread) {
            strangers.forget(channel);
            channel.close();
            throw noThread;
        }
    }

    private void welcome(SocketChannel channel) {
        boolean isServed = false;
        try {
            host.serve(ask(channel), channel);
            isServed = true;
        } catch (AuthenticationException stranger) {
            log("refusing a connection", stranger);
        } catch (IOException ended) {
            log("a connection has ended", ended);
        } finally {
            if (!isServed) {
                close(channel);
            }
        }
    }

    private P ask(SocketChannel channel) throws IOException {
        try (Deadline running = Deadline.of(channel, deadline)) {
            return host.ask(channel, running);
        } finally {
            strangers.forget(channel);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            log("closing a connection", failure);
        }
    }

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    /** Lets nobody in any more; clients that are being served are not touched. */
    @Override
    public void close() throws IOException {
        try {
            listener.close();
            strangers.close();
            acceptor.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
