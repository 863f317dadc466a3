package dev.procession.internal.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.channel.Handshake;
import dev.procession.internal.os.Floods;
import dev.procession.internal.os.SocketDescriptor;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a connection that is kept, and when it ends; parent and child are this one JVM. */
class CloakroomIT {

    private static final long OWN_PID = ProcessHandle.current().pid();

    private final byte[] key = new byte[32];
    private final Cloakroom room = new Cloakroom(id -> id == OWN_PID ? key : null);

    private SocketChannel client;
    private SocketChannel accepted;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0));
            client = SocketChannel.open(server.getLocalAddress());
            accepted = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        room.close();
    }

    private boolean hasEnded() throws IOException {
        return client.read(ByteBuffer.allocate(1)) == -1;
    }

    /** A child that talks to the desk by itself. */
    private SocketChannel child(Ticket ticket) throws IOException {
        SocketChannel child = SocketChannel.open(UnixDomainSocketAddress.of(ticket.desk()));
        Handshake.connect(child, ticket.desk(), OWN_PID, key);
        return child;
    }

    @Test
    void ticket_isOfUseOnce() throws Exception {
        KeptSocket kept = room.keep(accepted);
        kept.takeFrom(accepted);
        Ticket ticket = kept.ticket();
        Claims claims = new Claims(ticket.desk(), key);
        try (SocketDescriptor socket = claims.claim(ticket)) {
            assertThat(socket.isLocal()).isFalse();
            assertThatThrownBy(() -> claims.claim(ticket))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the connection was closed when its task was given up");
            Ticket guessed = Ticket.draw(ticket.desk());
            assertThatThrownBy(() -> claims.claim(guessed)).isInstanceOf(IOException.class);
            // It is of no consequence to who has it.
            kept.discard();
            client.write(ByteBuffer.wrap(new byte[2]));
        }
        assertThat(client.isOpen()).isTrue();
        claims.hangUp();
    }

    @Test
    void childThatComesEarly_waitsUntilTheCallerHasPartedWithIt() throws Exception {
        KeptSocket kept = room.keep(accepted);
        Claims claims = new Claims(kept.ticket().desk(), key);
        CompletableFuture<SocketDescriptor> claim = claim(claims, kept.ticket());
        Await.until("the ticket is taken", () -> room.size() == 0);
        assertThat(claim).isNotDone();
        kept.takeFrom(accepted);
        claim.join().close();
        assertThat(hasEnded()).isTrue();
        claims.hangUp();
    }

    @Test
    void childThatComesEarly_getsNothing_ifItComesToNothing() throws Exception {
        KeptSocket kept = room.keep(accepted);
        Claims claims = new Claims(kept.ticket().desk(), key);
        CompletableFuture<SocketDescriptor> claim = claim(claims, kept.ticket());
        Await.until("the ticket is taken", () -> room.size() == 0);
        kept.discard();
        assertThatThrownBy(claim::join).hasRootCauseInstanceOf(IOException.class);
        // The caller has it as before.
        accepted.write(ByteBuffer.wrap(new byte[1]));
        assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1);
        claims.hangUp();
    }

    private static CompletableFuture<SocketDescriptor> claim(Claims claims, Ticket ticket) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return claims.claim(ticket);
                    } catch (IOException nothing) {
                        throw new UncheckedIOException(nothing);
                    }
                },
                task -> new Thread(task, "child").start());
    }

    @Test
    void discarded_beforeItIsTaken_isClosedWithItsChannel() throws Exception {
        KeptSocket kept = room.keep(accepted);
        kept.discard();
        assertThat(accepted.isOpen()).isTrue();
        kept.takeFrom(accepted);
        assertThat(accepted.isOpen()).isFalse();
        assertThat(hasEnded()).isTrue();
    }

    @Test
    void F21_childIsGoneWhenItsAnswerComes_theConnectionEnds() throws Exception {
        KeptSocket kept = room.keep(accepted);
        try (SocketChannel child = child(kept.ticket())) {
            Handshake.send(child, kept.ticket().number());
            Await.until("the ticket is taken", () -> room.size() == 0);
        }
        kept.takeFrom(accepted);
        assertThat(hasEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, Floods.MOST})
    void SEC19_childSendsDescriptorsWithItsTicket_parentNeverHasThem(int count) throws Exception {
        KeptSocket kept = room.keep(accepted);
        kept.takeFrom(accepted);
        int before = Pid.descriptors().size();
        Ticket ticket = kept.ticket();
        try (SocketChannel child = child(ticket)) {
            ByteBuffer number = ticket.number();
            Floods.send(child, number.get(), count);
            Handshake.send(child, number);
            try (SocketDescriptor copy = SocketDescriptor.copyOf(child);
                    SocketDescriptor socket = copy.receive().descriptor()) {
                assertThat(socket.isLocal()).isFalse();
            }
        }
        assertThat(hasEnded()).isTrue();
        // Without the one that was kept.
        Await.until("all is closed", () -> Pid.descriptors().size() == before - 1);
    }
}
