package dev.procession.pool;

import dev.procession.internal.handover.Claims;
import dev.procession.internal.handover.Ticket;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * For what a worker gets a connection, and what it cannot find out by itself: who is at the other
 * end. Networking types of the JDK do not travel.
 *
 * @param ticket for the connection
 * @param host the peer's address in numbers; null if it is a Unix-domain socket
 * @param port the peer's
 */
record HandedSocket(Ticket ticket, @Nullable String host, int port) implements Serializable {

    static HandedSocket of(Ticket ticket, @Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet
                ? new HandedSocket(
                        ticket, internet.getAddress().getHostAddress(), internet.getPort())
                : new HandedSocket(ticket, null, 0);
    }

    /** Gets the connection, once, in a worker. */
    SocketChannel open() throws IOException {
        return Claims.redeem(
                ticket,
                host == null ? null : new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }
}
