package dev.procession.internal.handover;

import dev.procession.internal.channel.Handshake;
import dev.procession.internal.channel.LocalServer;
import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.Session;
import dev.procession.internal.os.SocketDescriptor;
import dev.procession.internal.util.Spares;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a process keeps connections for its children, who come for them with a ticket.
 *
 * <pre>
 *   child → parent   the number of the ticket (16)
 *   parent → child   1, with a descriptor, or 0: there is nothing for this ticket, any more
 * </pre>
 *
 * <p>Children come, rather than that something be sent to them: which child runs a task is known
 * only once it has begun, and it may have died before. So a connection stays here until the one who
 * needs it is ready for it. The socket comes up with the first connection.
 */
public final class Cloakroom implements AutoCloseable {

    static final byte NOTHING = 0;
    static final byte HERE = 1;

    private final Map<Ticket, KeptSocket> all = new ConcurrentHashMap<>();
    private final Handshake.Keys keys;
    private @Nullable LocalServer server;
    private boolean closed;

    /** Creates one in which nothing is kept yet. */
    public Cloakroom() {
        this(Children::secretOf);
    }

    Cloakroom(Handshake.Keys keys) {
        this.keys = keys;
    }

    /**
     * Keeps the connection of a channel, which stays open.
     *
     * @param channel the channel
     * @return the connection
     * @throws IOException if there is no descriptor for it, or no socket for children
     */
    public KeptSocket keep(SocketChannel channel) throws IOException {
        Ticket ticket = Ticket.draw(desk());
        KeptSocket kept = new KeptSocket(this, ticket, SocketDescriptor.copyOf(channel));
        all.put(ticket, kept);
        return kept;
    }

    void forget(Ticket ticket) {
        all.remove(ticket);
    }

    /** How many connections nobody has come for. */
    int size() {
        return all.size();
    }

    private synchronized String desk() throws IOException {
        LocalServer open = server;
        if (closed) {
            throw new IOException("it is closed");
        }
        if (open == null) {
            Spares.requireDescriptors();
            open =
                    new LocalServer(
                            Session.current().newPath(),
                            "procession-cloakroom",
                            LocalServer.HANDSHAKE_DEADLINE,
                            keys,
                            (pid, channel) -> serve(channel),
                            Thread.ofVirtual().factory());
            server = open;
        }
        return open.path().toString();
    }

    private void serve(SocketChannel channel) throws IOException {
        String desk = desk();
        try (SocketDescriptor child = SocketDescriptor.copyOf(channel)) {
            while (true) {
                answer(child, Ticket.from(desk, Handshake.receive(channel, Ticket.BYTES)));
            }
        }
    }

    private void answer(SocketDescriptor child, Ticket ticket) throws IOException {
        KeptSocket kept = all.remove(ticket);
        // Closed here in any case: the child has a descriptor of its own, or is no more.
        try (SocketDescriptor given = kept == null ? null : kept.give()) {
            child.send(given == null ? NOTHING : HERE, given);
        }
    }

    /** Closes the socket; no child may be there any more. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (server != null) {
            server.close();
        }
    }
}
