package dev.procession.internal.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.channel.ControlServer;
import dev.procession.internal.channel.Handshake;
import dev.procession.internal.channel.LocalServer;
import dev.procession.internal.os.Floods;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row SEC19: either side of our sockets sends descriptors that the other has not asked for. */
class HostilePeersIT {

    private static final long ID = 4711;

    private final byte[] key = new byte[32];
    private final Path path = Leftovers.base().resolve("hostile.sock");

    private static int sockets() {
        return (int) Pid.descriptors().stream().filter(each -> each.contains("socket:")).count();
    }

    /** A parent that answers each ticket with so many descriptors. */
    private LocalServer parent(byte sign, int count) throws IOException {
        return new LocalServer(
                path,
                "hostile",
                Duration.ofSeconds(5),
                id -> key,
                (id, channel) -> {
                    Handshake.receive(channel, Ticket.BYTES);
                    Floods.send(channel, sign, count);
                    Handshake.receive(channel, Ticket.BYTES);
                },
                Thread.ofVirtual().factory());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, Floods.MOST})
    void SEC19_parentSendsDescriptorsWithARefusal_childClosesThem_andHangsUp(int count)
            throws Exception {
        int before = sockets();
        try (LocalServer hostile = parent(Cloakroom.NOTHING, count)) {
            Claims claims = new Claims(path.toString(), key);
            Ticket ticket = Ticket.draw(path.toString());
            assertThatThrownBy(() -> claims.claim(ticket)).isInstanceOf(IOException.class);
            // The listener is left, and nothing else: the connection has ended on both sides.
            Await.until("all is closed", () -> sockets() == before + 1);
            assertThat(hostile.path()).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, Floods.MOST})
    void SEC19_parentSendsTooManyDescriptors_childClosesThem_andHangsUp(int count)
            throws Exception {
        int before = sockets();
        try (LocalServer hostile = parent(Cloakroom.HERE, count)) {
            Claims claims = new Claims(path.toString(), key);
            Ticket ticket = Ticket.draw(path.toString());
            assertThatThrownBy(() -> claims.claim(ticket))
                    .hasMessage("the peer has sent more descriptors than one; all are closed");
            Await.until("all is closed", () -> sockets() == before + 1);
            assertThat(hostile.path()).exists();
        }
    }

    /** What reads without asking for descriptors never has them: the kernel drops them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 64, Floods.MOST})
    void SEC19_childSendsDescriptorsToTheControlChannel_parentNeverHasThem(int count)
            throws Exception {
        try (ControlServer server = new ControlServer(path)) {
            server.expect(ID, key);
            int before = sockets();
            try (SocketChannel child = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                Handshake.connect(child, path.toString(), ID, key);
                Await.until("it is connected", () -> server.isConnected(ID));
                Floods.send(child, (byte) 0, count);
                // The rest of an answer that no worker gives: a parent that has read it hangs up.
                ByteBuffer rest = ByteBuffer.allocate(7).putShort((short) 0).put((byte) 0);
                Handshake.send(child, rest.putInt(-1).flip());
                assertThat(child.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            Await.until("all is closed", () -> sockets() == before);
        }
    }
}
