package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.AuthenticationException;
import dev.procession.CodecException;
import dev.procession.testing.Await;
import dev.procession.testing.Canary;
import dev.procession.testing.Certificates;
import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows SEC1, SEC2, SEC3 and SEC7: who comes to a listener, or poses as one. */
class ConnectionAttackIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** Where it is waited out, and nobody honest has to keep it. */
    private static final Duration DEADLINE = Duration.ofMillis(500);

    private static final int MAX_STRANGERS = 64;
    private static final String UNPROVEN = "the listener did not prove that it knows our key";

    private final byte[] bytes = Script.nonce(1);
    private final AuthenticationKey key = AuthenticationKey.of(bytes);
    private ConnectionListener<Object, Object> listener;
    private SocketAddress address;

    @BeforeEach
    void listen() throws IOException {
        listen(Route.UNIX, LONG);
    }

    private void listen(Route route, Duration deadline) throws IOException {
        if (listener != null) {
            listener.close();
        }
        listener =
                ConnectionListener.open(
                        route.address(), key, route.options().withHandshakeTimeout(deadline));
        address = listener.address();
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private Connection<Object, Object> connect(AuthenticationKey with) throws Exception {
        return Connection.connect(address, with);
    }

    private void assertRefused(Script script) throws Exception {
        assertThat(script.bytesUntilClosed()).isZero();
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
    }

    private void assertStillServes() throws Exception {
        try (Connection<Object, Object> client = connect(key);
                Connection<Object, Object> server = listener.accept()) {
            client.send("still");
            assertThat(server.receive()).isEqualTo("still");
        }
    }

    // ---- SEC1 --------------------------------------------------------------------------------

    @Test
    void SEC1_wrongKey_isFoundOutByTheClient_whichProvesNothing() throws Exception {
        assertThatThrownBy(() -> connect(AuthenticationKey.random()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(UNPROVEN);
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
        assertStillServes();
    }

    @Test
    void SEC1_wrongKey_isRefusedByTheListener() throws Exception {
        for (byte[] wrong : List.of(Script.nonce(9), new byte[1], new byte[32])) {
            try (Script script = new Script(address)) {
                assertRefused(script.prove("HmacSHA256", wrong, address));
            }
        }
        assertStillServes();
    }

    @Test
    void SEC1_noProof_isRefused() throws Exception {
        try (Script script = new Script(address)) {
            script.say(Script.hello(Script.nonce(2))).hear(Script.ANSWER_BYTES);
            assertRefused(script.say(new byte[32]));
        }
        assertStillServes();
    }

    @Test
    void SEC1_messageInsteadOfAProof_isNotDecoded() throws Exception {
        try (Script script = new Script(address)) {
            byte[] frame = ByteBuffer.allocate(200).putInt(195).put(Frame.OBJECT).array();
            assertRefused(script.say(frame));
        }
        assertStillServes();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNIX", "TCP"})
    void SEC1_replay_isRefused(Route route) throws Exception {
        listen(route, LONG);
        byte[] hello = Script.hello(Script.nonce(3));
        byte[] proof;
        try (Script first = new Script(address)) {
            byte[] answer = first.say(hello).hear(Script.ANSWER_BYTES);
            byte[] theirs = Arrays.copyOf(answer, 32);
            String endpoint = Script.endpoint(address);
            proof = Script.proof("HmacSHA256", bytes, "client", Script.nonce(3), theirs, endpoint);
            assertThat(first.say(proof).hear(1)).containsExactly(1);
            listener.accept().close();
        }
        try (Script again = new Script(address)) {
            again.say(hello).hear(Script.ANSWER_BYTES);
            assertRefused(again.say(proof));
        }
        assertStillServes();
    }

    @Test
    void SEC1_reflectedProof_isRefused() throws Exception {
        try (Script script = new Script(address)) {
            byte[] answer = script.say(Script.hello(Script.nonce(4))).hear(Script.ANSWER_BYTES);
            assertRefused(script.say(Arrays.copyOfRange(answer, 32, 64)));
        }
        assertStillServes();
    }

    @Test
    void SEC1_challengeReflectedInAnotherConnection_isRefused() throws Exception {
        try (Script first = new Script(address);
                Script second = new Script(address)) {
            byte[] challenge = first.say(Script.hello(Script.nonce(5))).hear(Script.ANSWER_BYTES);
            // The listener is made to answer its own nonce, as if it were a client's.
            byte[] theirs = Arrays.copyOf(challenge, 32);
            byte[] answer = second.say(Script.hello(theirs)).hear(Script.ANSWER_BYTES);
            assertRefused(first.say(Arrays.copyOfRange(answer, 32, 64)));
        }
        assertStillServes();
    }

    /** A listener that has no key, and hands on what it is told to one that has. */
    private void relay(SocketChannel victim) throws Exception {
        try (victim;
                Script client = new Script(victim);
                Script relay = new Script(address)) {
            client.say(relay.say(client.hear(Script.HELLO_BYTES)).hear(Script.ANSWER_BYTES));
            relay.say(client.hear(32));
            client.say(relay.hear(1));
        }
    }

    private Throwable relayed(ServerSocketChannel squatter, SocketAddress squat) throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread honest =
                Thread.startVirtualThread(() -> {
                    try (var connection = Connection.connect(squat, key)) {
                        outcome.completeExceptionally(
                                new AssertionError("connected: " + connection));
                    } catch (Exception refused) {
                        outcome.complete(refused);
                    }
                });
        // The client hangs up on it.
        assertThatThrownBy(() -> relay(squatter.accept())).isInstanceOf(IOException.class);
        honest.join();
        return outcome.get();
    }

    @Test
    void SEC1_relayThroughASquattedPath_isRefusedByBothSides() throws Exception {
        Path path = Leftovers.base().resolve("squat.sock");
        SocketAddress squat = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel squatter =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(squat)) {
            assertThat(relayed(squatter, squat))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage(UNPROVEN);
        } finally {
            Files.delete(path);
        }
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
        assertStillServes();
    }

    @Test
    void SEC1_relayThroughASquattedPort_isRefusedByBothSides() throws Exception {
        listen(Route.TCP, LONG);
        try (ServerSocketChannel squatter = ServerSocketChannel.open().bind(Route.TCP.address())) {
            assertThat(relayed(squatter, squatter.getLocalAddress()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage(UNPROVEN);
        }
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
        assertStillServes();
    }

    /** Its certificate is trusted, and still it gets nowhere. */
    @Test
    void SEC1_relayThatEndsTls_isRefusedByBothSides() throws Exception {
        listen(Route.TLS, LONG);
        ConnectionOptions options = Route.TLS.options();
        try (ServerSocketChannel squatter = ServerSocketChannel.open().bind(Route.TLS.address())) {
            SocketAddress squat = squatter.getLocalAddress();
            FutureTask<Object> honest =
                    new FutureTask<>(() -> Connection.connect(squat, key, options));
            Thread.startVirtualThread(honest);
            try (SocketChannel victim = squatter.accept();
                    SocketChannel onward = SocketChannel.open(address)) {
                SSLSocket client = Tls.accept(Certificates.ours(), victim);
                SSLSocket relay =
                        Tls.connect(Certificates.ours(), onward, (InetSocketAddress) address);
                relay.getOutputStream().write(client.getInputStream().readNBytes(44));
                client.getOutputStream().write(relay.getInputStream().readNBytes(64));
                assertThat(isEnded(client)).isTrue();
            }
            assertThatThrownBy(honest::get)
                    .hasCauseInstanceOf(AuthenticationException.class)
                    .hasRootCauseMessage(UNPROVEN);
        }
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
    }

    private static boolean isEnded(SSLSocket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException withoutFarewell) {
            return true;
        }
    }

    @Test
    void SEC1_anotherName_isRefused() throws Exception {
        ConnectionOptions orders = ConnectionOptions.defaults().withName("orders");
        ConnectionOptions stock = ConnectionOptions.defaults().withName("stock");
        try (var named = ConnectionListener.open(Route.TCP.address(), key, orders)) {
            for (ConnectionOptions other : List.of(stock, ConnectionOptions.defaults())) {
                assertThatThrownBy(() -> Connection.connect(named.address(), key, other))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessage(UNPROVEN);
            }
            try (var client = Connection.connect(named.address(), key, orders);
                    var server = named.accept()) {
                client.send(1);
                assertThat(server.receive()).isEqualTo(1);
            }
        }
    }

    @Test
    void SEC1_plainClientOfATlsListener_andTheOtherWayRound_areRefused() throws Exception {
        listen(Route.TLS, LONG);
        assertThatThrownBy(() -> connect(key))
                .isInstanceOfAny(IOException.class, AuthenticationException.class);
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
        listen(Route.TCP, LONG);
        assertThatThrownBy(() -> Connection.connect(address, key, Route.TLS.options()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("address=" + address);
        assertStillServes();
    }

    @Test
    void SEC1_closedEarly_leavesTheListenerServing() throws Exception {
        byte[] hello = Script.hello(Script.nonce(7));
        for (int length : new int[] {0, 1, 4, 12, 43, 44}) {
            try (Script script = new Script(address)) {
                script.say(Arrays.copyOf(hello, length));
            }
        }
        assertStillServes();
    }

    // ---- SEC2 --------------------------------------------------------------------------------

    @Test
    void SEC2_proofByHmacSha256_isAccepted() throws Exception {
        try (Script script = new Script(address)) {
            assertThat(script.prove("HmacSHA256", bytes, address).hear(1)).containsExactly(1);
            listener.accept().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HmacMD5", "HmacSHA1", "HmacSHA512", "HmacSHA3-256"})
    void SEC2_proofByAnotherAlgorithm_isRefused(String algorithm) throws Exception {
        try (Script script = new Script(address)) {
            assertRefused(script.prove(algorithm, bytes, address));
        }
        assertStillServes();
    }

    // ---- SEC3 --------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void SEC3_whoSaysNothing_isGoneAtTheDeadline(Route route) throws Exception {
        listen(route, DEADLINE);
        try (Script script = new Script(address)) {
            assertRefused(script);
        }
    }

    @Test
    void SEC3_byteBySlowByte_isGoneAtTheDeadline() throws Exception {
        // Long enough for the honest client that comes then.
        Duration deadline = Await.scaled(Duration.ofSeconds(2));
        listen(Route.UNIX, deadline);
        byte[] hello = Script.hello(Script.nonce(8));
        try (Script script = new Script(address)) {
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            Thread reader =
                    Thread.startVirtualThread(() -> closed.complete(script.bytesUntilClosed()));
            int said = 0;
            while (said < hello.length && !Await.holds(deadline.dividedBy(10), closed::isDone)) {
                try {
                    script.say(new byte[] {hello[said++]});
                } catch (IOException closedMeanwhile) {
                    break;
                }
            }
            assertThat(closed.get()).isZero();
            assertThat(said).isLessThan(hello.length);
            reader.join();
        }
        assertStillServes();
    }

    /** The client has a deadline, too: here the listener is one that says nothing. */
    @Test
    void SEC3_listenerThatSaysNothing_isGivenUpAtTheDeadline() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open().bind(Route.TCP.address())) {
            ConnectionOptions options = Route.TCP.options().withHandshakeTimeout(DEADLINE);
            assertThatThrownBy(() -> Connection.connect(silent.getLocalAddress(), key, options))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "there was no connection in time: address="
                                    + silent.getLocalAddress()
                                    + ", timeout=PT0.5S");
        }
    }

    @Test
    void SEC3_hugeClaims_areNeverAllocated_norAnswered() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            try (Script script = new Script(address)) {
                byte[] huge = new byte[4096];
                random.nextBytes(huge);
                huge[0] = 0x7f;
                script.say(huge);
                assertThat(script.bytesUntilClosed()).isZero();
            } catch (IOException closedMeanwhile) {
                assertThat(listener.accept(Duration.ZERO)).isEmpty();
            }
        }
        assertStillServes();
    }

    /** Without the cap all of them would stay for the hour that they are given. */
    @ParameterizedTest
    @EnumSource(names = {"UNIX", "TCP"})
    void SEC3_moreThanAThousandStrangers_doNotKeepAClientOut(Route route) throws Exception {
        listen(route, LONG);
        Deque<SocketChannel> crowd = new ArrayDeque<>();
        try {
            FutureTask<Connection<Object, Object>> honest = new FutureTask<>(() -> connectAtLast());
            for (int i = 0; i < 1200; i++) {
                SocketChannel each = nonBlocking();
                try {
                    each.connect(address);
                    crowd.add(each);
                } catch (IOException queueIsFull) {
                    each.close();
                }
                if (i == 600) {
                    Thread.startVirtualThread(honest);
                }
            }
            assertThat(crowd.size()).isGreaterThan(MAX_STRANGERS);
            try (Connection<Object, Object> client = honest.get();
                    Connection<Object, Object> server = listener.accept()) {
                client.send("through the crowd");
                assertThat(server.receive()).isEqualTo("through the crowd");
            }
        } finally {
            for (SocketChannel each : crowd) {
                each.close();
            }
        }
    }

    private SocketChannel nonBlocking() throws IOException {
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    private Connection<Object, Object> connectAtLast() throws Exception {
        return Connection.connect(
                address, key, ConnectionOptions.defaults().withHandshakeTimeout(LONG));
    }

    @Test
    void SEC3_asManyConnectionsAsThereMayBe_theNextIsToldSo() throws Exception {
        ConnectionOptions two = ConnectionOptions.defaults().withMaxConnections(2);
        try (var small = ConnectionListener.open(Route.TCP.address(), key, two)) {
            List<Connection<?, ?>> open = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                open.add(Connection.connect(small.address(), key));
            }
            var first = small.accept();
            assertThatThrownBy(() -> Connection.connect(small.address(), key))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "there is no connection: the listener has as many connections as it may"
                                    + " have: address="
                                    + small.address());
            // The wrong key is not even told that.
            assertThatThrownBy(
                            () -> Connection.connect(small.address(), AuthenticationKey.random()))
                    .isInstanceOf(AuthenticationException.class);
            first.close();
            first.close();
            open.add(Connection.connect(small.address(), key));
            assertThatThrownBy(() -> Connection.connect(small.address(), key))
                    .isInstanceOf(IOException.class);
            open.forEach(Connection::close);
        }
    }

    /** A claim of a client that has proved itself is believed no further than its bytes go. */
    @Test
    void SEC3_hugeClaimOfAProvenClient_isNotAllocated() throws Exception {
        List<Script> liars = new ArrayList<>();
        List<Connection<?, ?>> believers = new ArrayList<>();
        try {
            // Together more than this JVM has, if each were believed.
            for (int i = 0; i < 200; i++) {
                Script liar = new Script(address);
                liars.add(liar);
                assertThat(liar.prove("HmacSHA256", bytes, address).hear(1)).containsExactly(1);
                liar.say(ByteBuffer.allocate(5).putInt(64 << 20).put(Frame.BYTES).array());
                Connection<?, ?> believer = listener.accept();
                believers.add(believer);
                assertThat(believer.poll(Duration.ofMillis(1))).isFalse();
            }
            liars.getFirst().close();
            assertThatThrownBy(believers.getFirst()::receiveBytes)
                    .isInstanceOf(java.io.EOFException.class)
                    .hasMessage("the peer has ended in the middle of a message");
        } finally {
            for (Script each : liars) {
                each.close();
            }
            believers.forEach(Connection::close);
        }
    }

    @Test
    void SEC3_nonsenseOfAProvenClient_endsItsConnectionOnly() throws Exception {
        for (byte[] nonsense :
                List.of(new byte[] {-1, -1, -1, -1, 1}, new byte[] {0, 0, 0, 1, 9})) {
            try (Script script = new Script(address)) {
                assertThat(script.prove("HmacSHA256", bytes, address).hear(1)).containsExactly(1);
                try (Connection<?, ?> connection = listener.accept()) {
                    script.say(nonsense);
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(connection::receive)
                                .isInstanceOf(IOException.class)
                                .hasMessageStartingWith("the peer has sent nonsense: length=");
                    }
                }
            }
        }
        assertStillServes();
    }

    // ---- SEC7 --------------------------------------------------------------------------------

    @Test
    void SEC7_gadget_isRefusedUnderStrict_beforeItIsRead() throws Exception {
        listener.close();
        ConnectionOptions strict = ConnectionOptions.defaults().withStrict("com.acme.*");
        ConnectionOptions listed = strict.withStrict(Canary.class.getName());
        try (var ends = Route.UNIX.both(listed, strict)) {
            for (Object each : List.of(new Canary(), List.of(new Canary()))) {
                ends.here().send(each);
                assertThatThrownBy(ends.there()::receive)
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining(Canary.class.getName())
                        .hasMessageContaining("only listed classes are admitted in strict mode");
            }
            assertThat(Canary.hasSung()).isFalse();
            ends.here().send(List.of("baozi", 5));
            assertThat(ends.there().receive()).isEqualTo(List.of("baozi", 5));
        }
        try (var ends = Route.UNIX.both(strict, listed)) {
            ends.here().send(new Canary());
            assertThat(ends.there().receive()).isInstanceOf(Canary.class);
            assertThat(Canary.hasSung()).isTrue();
        }
    }
}
