package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.AuthenticationException;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row SEC1: a scripted client and a scripted listener against both sides of the handshake. */
class HandshakeIT {

    private static final long ID = 4711;
    private static final int MAGIC = 0x50524f43;

    /** No test waits for it: who is refused is so at once. */
    private static final Duration DEADLINE = Await.scaled(Duration.ofSeconds(30));

    private final byte[] key = new byte[32];
    private Path path;
    private ControlServer server;

    @BeforeEach
    void listen() throws IOException {
        new Random(1).nextBytes(key);
        path = Leftovers.base().resolve("sec1.sock");
        server = new ControlServer(path, DEADLINE);
        server.expect(ID, key);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        assertThat(path).doesNotExist();
    }

    /** A client that says what it likes. */
    static final class Script implements AutoCloseable {
        private final SocketChannel channel;

        Script(Path path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        }

        Script say(byte[]... parts) throws IOException {
            for (byte[] part : parts) {
                Handshake.send(channel, ByteBuffer.wrap(part));
            }
            return this;
        }

        byte[] hear(int length) throws IOException {
            byte[] bytes = new byte[length];
            Handshake.receive(channel, length).get(bytes);
            return bytes;
        }

        /** Everything until the other side closes. */
        int bytesUntilClosed() {
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            int all = 0;
            try {
                for (int read = 0; read >= 0; read = channel.read(buffer.clear())) {
                    all += read;
                }
            } catch (IOException reset) {
                return all;
            }
            return all;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static byte[] hello(long id, byte[] nonce) {
        return ByteBuffer.allocate(44).putInt(MAGIC).putLong(id).put(nonce).array();
    }

    static byte[] nonce(int seed) {
        byte[] nonce = new byte[32];
        new Random(seed).nextBytes(nonce);
        return nonce;
    }

    private void assertRefused(Script script) {
        assertThat(script.bytesUntilClosed()).isZero();
        assertThat(server.isConnected(ID)).isFalse();
    }

    private void assertStillServes() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Handshake.connect(channel, path.toString(), ID, key);
            Await.until("the honest client is connected", () -> server.isConnected(ID));
        }
    }

    @Test
    void SEC1_rightKey_isAccepted() throws Exception {
        assertStillServes();
    }

    @Test
    void SEC1_noProof_isRefused() throws Exception {
        try (Script script = new Script(path)) {
            script.say(hello(ID, nonce(2))).hear(64);
            script.say(new byte[32]);
            assertRefused(script);
        }
        assertStillServes();
    }

    @Test
    void SEC1_wrongKey_isRefusedByBothSides() throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThatThrownBy(() -> Handshake.connect(channel, path.toString(), ID, nonce(9)))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("the listener did not prove that it knows our key");
        }
        assertStillServes();
    }

    @Test
    void SEC1_emptyKey_cannotEvenBeUsed() throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThatThrownBy(() -> Handshake.connect(channel, path.toString(), ID, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertStillServes();
    }

    @Test
    void SEC1_unknownClient_isAnsweredLikeAnyOtherAndRefused() throws Exception {
        try (Script script = new Script(path)) {
            assertThat(script.say(hello(ID + 1, nonce(3))).hear(64)).hasSize(64);
            script.say(new byte[32]);
            assertRefused(script);
        }
        assertStillServes();
    }

    @Test
    void SEC1_replayedTranscript_isRefused() throws Exception {
        List<byte[]> said = new ArrayList<>();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Handshake.connect(new Recorder(channel, said), path.toString(), ID, key);
        }
        assertThat(said).hasSize(2);
        // Else the server might take the first connection for the worker expected below.
        Await.until("the first is connected", () -> server.isConnected(ID));
        server.forget(ID);
        server.expect(ID, key);
        try (Script script = new Script(path)) {
            script.say(said.get(0)).hear(64);
            script.say(said.get(1));
            assertRefused(script);
        }
        assertStillServes();
    }

    @Test
    void SEC1_reflectedProof_isRefused() throws Exception {
        try (Script script = new Script(path)) {
            byte[] answer = script.say(hello(ID, nonce(4))).hear(64);
            script.say(Arrays.copyOfRange(answer, 32, 64));
            assertRefused(script);
        }
        assertStillServes();
    }

    @Test
    void SEC1_reflectedNonceInASecondConnection_isRefused() throws Exception {
        try (Script first = new Script(path);
                Script second = new Script(path)) {
            byte[] challenge = first.say(hello(ID, nonce(5))).hear(64);
            // The server is made to answer its own nonce, as if it were a client's.
            byte[] theirs = Arrays.copyOf(challenge, 32);
            byte[] answer = second.say(hello(ID, theirs)).hear(64);
            first.say(Arrays.copyOfRange(answer, 32, 64));
            assertRefused(first);
        }
        assertStillServes();
    }

    @Test
    void SEC1_relayThroughASquattedListener_isRefusedByBothSides() throws Exception {
        Path squat = Leftovers.base().resolve("squat.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(squat));
            CompletableFuture<Throwable> client = new CompletableFuture<>();
            Thread honest =
                    Thread.startVirtualThread(() -> {
                        try (SocketChannel channel =
                                SocketChannel.open(UnixDomainSocketAddress.of(squat))) {
                            Handshake.connect(channel, squat.toString(), ID, key);
                            client.complete(null);
                        } catch (IOException | RuntimeException refused) {
                            client.complete(refused);
                        }
                    });
            try (SocketChannel victim = listener.accept();
                    Script relay = new Script(path)) {
                byte[] hello = new byte[44];
                Handshake.receive(victim, 44).get(hello);
                byte[] answer = relay.say(hello).hear(64);
                Handshake.send(victim, ByteBuffer.wrap(answer));
                assertThat(client.get())
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessage("the listener did not prove that it knows our key");
                relay.say(new byte[32]);
                assertRefused(relay);
            }
            honest.join();
        } finally {
            Files.deleteIfExists(squat);
        }
        assertStillServes();
    }

    @Test
    void SEC1_garbage_isRefusedAfterTheFirstMessage() throws Exception {
        Random random = new Random(6);
        for (int i = 0; i < 20; i++) {
            try (Script script = new Script(path)) {
                byte[] garbage = new byte[44 + random.nextInt(200)];
                random.nextBytes(garbage);
                script.say(garbage);
                assertRefused(script);
            }
        }
        assertStillServes();
    }

    @Test
    void SEC1_closedEarly_leavesTheServerServing() throws Exception {
        byte[] hello = hello(ID, nonce(7));
        for (int length : new int[] {0, 1, 4, 12, 43, 44}) {
            try (Script script = new Script(path)) {
                script.say(Arrays.copyOf(hello, length));
            }
        }
        assertStillServes();
    }

    @Test
    void SEC1_secondConnectionWithTheRightKey_doesNotTakeOver() throws Exception {
        try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(path));
                SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Handshake.connect(first, path.toString(), ID, key);
            Await.until("the first is connected", () -> server.isConnected(ID));
            Handshake.connect(second, path.toString(), ID, key);
            server.interrupt(ID, 5);
            ByteBuffer request = Handshake.receive(first, ControlProtocol.REQUEST_BYTES);
            assertThat(request.get()).isEqualTo(ControlProtocol.INTERRUPT);
            assertThat(request.getInt()).isEqualTo(5);
            assertThat(second.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void SEC1_impossibleAnswerOfAProvenClient_endsItsConnection() throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Handshake.connect(channel, path.toString(), ID, key);
            ByteBuffer head = ByteBuffer.allocate(ControlProtocol.ANSWER_HEAD_BYTES);
            Handshake.send(channel, head.putInt(1).putInt(Integer.MAX_VALUE).flip());
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    /** Keeps what is said over a channel. */
    private record Recorder(SocketChannel channel, List<byte[]> said)
            implements java.nio.channels.ByteChannel {
        @Override
        public int read(ByteBuffer buffer) throws IOException {
            return channel.read(buffer);
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            said.add(bytes);
            return channel.write(buffer);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
