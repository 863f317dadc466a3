package dev.procession.manager;

import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.Connection;
import dev.procession.connection.ConnectionListener;
import dev.procession.connection.ConnectionOptions;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Lets other programs in that know the key, in the manager. */
final class RemoteDoor implements DoorOps {

    /** As those of clients of the session. */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("procession-program-", 1).factory();

    private final ObjectTable objects;
    private final Address address;
    private final WayWithin within;
    private final @Nullable ClassLoader code;

    /**
     * For one manager.
     *
     * @param address of the manager
     * @param code finds the classes that messages may name
     */
    RemoteDoor(ObjectTable objects, Address address, WayWithin within, @Nullable ClassLoader code) {
        this.objects = objects;
        this.address = address;
        this.within = within;
        this.code = code;
    }

    @Override
    public SocketPlace open(
            SocketPlace place, AuthenticationKey key, ConnectionOptions options, long silenceNanos)
            throws IOException {
        if (Caller.current().party().isRemote()) {
            throw new UnsupportedOperationException(
                    "only the program that has started the manager opens it to others");
        }
        ConnectionListener<byte[], byte[]> listener =
                ConnectionListener.open(place.address(), key, options);
        // With the process, which whoever has started it asks to end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(listener)));
        Thread acceptor =
                new Thread(
                        null,
                        () -> accept(listener, options, silenceNanos),
                        "procession-programs",
                        0,
                        false);
        acceptor.setDaemon(true);
        try {
            Shortage.start(acceptor);
        } catch (IOException noThread) {
            listener.close();
            throw noThread;
        }
        return SocketPlace.of(listener.address());
    }

    private static void close(ConnectionListener<byte[], byte[]> listener) {
        try {
            listener.close();
        } catch (IOException failure) {
            log("closing a manager's door", failure);
        }
    }

    private static void log(String what, Exception why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }

    private void accept(
            ConnectionListener<byte[], byte[]> listener,
            ConnectionOptions options,
            long silenceNanos) {
        try {
            while (true) {
                Connection<byte[], byte[]> connection = listener.accept();
                try {
                    Shortage.start(
                            THREADS.newThread(() -> serve(connection, options, silenceNanos)));
                } catch (IOException noThread) {
                    log("a program finds no thread", noThread);
                    connection.close();
                }
            }
        } catch (IllegalStateException closed) {
            log("the door was closed", closed);
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(
            Connection<byte[], byte[]> connection, ConnectionOptions options, long silenceNanos) {
        // Decoding looks for classes there, and the threads of calls inherit it.
        Thread.currentThread().setContextClassLoader(code);
        try (connection) {
            int most = options.maxMessageBytes();
            // Before it is heard: a client of another version is told of that.
            new Hello(ProcessHandle.current().pid(), most).send(connection);
            Hello theirs = Hello.receive(connection, options.handshakeTimeout());
            try (ConnectionPort port =
                    ConnectionPort.ofWhoAnswers(connection, Math.min(most, theirs.maxBytes()))) {
                serve(port, connection, theirs, options, silenceNanos);
            }
        } catch (IOException | RuntimeException ended) {
            log("a program is not served any more", ended);
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(
            ConnectionPort port,
            Connection<byte[], byte[]> connection,
            Hello theirs,
            ConnectionOptions options,
            long silenceNanos)
            throws IOException {
        Crossing crossing = new Crossing(address, within, options);
        boolean isOfThisMachine = SocketPlace.of(connection.remoteAddress()).isWithinMachine();
        String where = isOfThisMachine ? "" : " at " + connection.remoteAddress();
        Party party =
                new Party("process " + theirs.pid() + " of another program" + where, crossing);
        ClientConnection client = new ClientConnection(objects, port, party);
        if (isOfThisMachine) {
            client.serve();
            return;
        }
        try (Vigil _ = Vigil.keep(client, port, silenceNanos)) {
            client.serve();
        }
    }
}
