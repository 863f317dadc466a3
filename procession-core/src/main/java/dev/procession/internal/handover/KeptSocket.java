package dev.procession.internal.handover;

import dev.procession.internal.os.SocketDescriptor;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way to a child: kept here until the child that needs it asks for it, and
 * closed if none does.
 *
 * <p>At first the one who hands it over still has it, too, and goes on having it if the hand-over
 * comes to nothing. Once he has {@linkplain #takeFrom parted} with it, it is given out, once.
 */
public final class KeptSocket {

    private final Cloakroom room;
    private final Ticket ticket;
    private final AtomicReference<@Nullable SocketDescriptor> socket;

    /** Whether it may be given out; not known as long as its former owner has it, too. */
    private final CompletableFuture<Boolean> isOurs = new CompletableFuture<>();

    KeptSocket(Cloakroom room, Ticket ticket, SocketDescriptor socket) {
        this.room = room;
        this.ticket = ticket;
        this.socket = new AtomicReference<>(socket);
    }

    /** For what a child gets it. */
    public Ticket ticket() {
        return ticket;
    }

    /**
     * Closes the channel that it was copied from, but not the connection: from now on this is the
     * only one who has it. One that was discarded meanwhile is closed with its channel.
     *
     * @param channel the channel
     * @throws IOException if somebody has closed the channel already
     */
    public synchronized void takeFrom(SocketChannel channel) throws IOException {
        SocketDescriptor mine = socket.get();
        if (mine == null) {
            channel.close();
        } else {
            mine.outlive(channel);
            isOurs.complete(true);
        }
    }

    /** Gives it out, to the first who asks; null to everybody else, and if it is not to be had. */
    @Nullable SocketDescriptor give() {
        // Whoever hands it over is about to say so.
        return isOurs.join() ? socket.getAndSet(null) : null;
    }

    /** Closes it, unless it was given out; ends the connection if nobody else has it. */
    public synchronized void discard() {
        room.forget(ticket);
        isOurs.complete(false);
        SocketDescriptor left = socket.getAndSet(null);
        if (left != null) {
            left.close();
        }
    }
}
