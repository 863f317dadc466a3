package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.AuthenticationException;
import dev.procession.CodecException;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.Connection;
import dev.procession.connection.ConnectionListener;
import dev.procession.connection.ConnectionOptions;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row M4, attacks SEC1, SEC3, SEC7 and SEC9: who comes to a manager that is served. */
class RemoteManagerAttackIT {

    private static final Duration HANDSHAKE = Await.scaled(Duration.ofSeconds(3));
    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));
    private static final int PID = 4711;

    private Served served;
    private ProcessManager manager;
    private SocketAddress address;

    @BeforeEach
    void serve() throws IOException {
        served = Served.by(Served.Way.TCP);
        manager =
                served.serve(
                        served.options()
                                .withConnection(
                                        ConnectionOptions.defaults()
                                                .withHandshakeTimeout(HANDSHAKE)));
        address = manager.address();
        manager.named("count").value(0);
    }

    /** Whatever was done to it, it serves whoever has the key. */
    @AfterEach
    void stillServes() throws Exception {
        try (var connected = served.connect(manager)) {
            ManagedValue<Integer> count = connected.named("count").value(0);
            assertThat(count.updateAndGet(old -> old + 1)).isEqualTo(1);
        } finally {
            manager.close();
            served.close();
        }
    }

    /** One that knows the key, and can say what it likes. */
    private Connection<byte[], byte[]> insider() throws Exception {
        Connection<byte[], byte[]> insider = Connection.connect(address, served.key());
        assertThat(Hello.receive(insider, LONG).pid()).isEqualTo(manager.pid());
        return insider;
    }

    private Connection<byte[], byte[]> greeted() throws Exception {
        Connection<byte[], byte[]> insider = insider();
        new Hello(PID, 1 << 20).send(insider);
        return insider;
    }

    private static void assertEnds(Connection<byte[], byte[]> connection) {
        assertThatThrownBy(connection::receiveBytes).isInstanceOf(EOFException.class);
    }

    // ---- without the key ---------------------------------------------------------------------

    @Test
    void M4_SEC1_wrongKey_isNamedToTheClient() {
        assertThatThrownBy(() -> ProcessManager.connect(address, AuthenticationKey.random()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("the listener did not prove that it knows our key");
    }

    @Test
    void M4_SEC3_silentStranger_isClosedAfterTheTimeOfTheHandshake() throws Exception {
        try (SocketChannel stranger = SocketChannel.open(address)) {
            assertThat(stranger.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void M4_SEC3_floodOfStrangers_keepsNobodyOut() throws Exception {
        List<SocketChannel> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                SocketChannel each = SocketChannel.open();
                each.configureBlocking(false);
                each.connect(address);
                crowd.add(each);
            }
            try (var connected = served.connect(manager)) {
                assertThat(connected.names()).containsExactly("count");
            }
        } finally {
            for (SocketChannel each : crowd) {
                each.close();
            }
        }
    }

    // ---- with the key ------------------------------------------------------------------------

    @Test
    void M4_SEC3_clientThatSaysNoHello_isClosedAfterTheTimeOfTheHandshake() throws Exception {
        try (var silent = insider()) {
            assertEnds(silent);
        }
    }

    @Test
    void M4_SEC3_garbageInsteadOfAHello_endsItsConnectionOnly() throws Exception {
        Random random = new Random(PID);
        for (int length : new int[] {0, 1, 4, 5, 64, 65, 100_000}) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            try (var insider = insider()) {
                insider.sendBytes(garbage);
                assertEnds(insider);
            }
        }
    }

    @Test
    void M4_SEC3_garbageAfterTheHello_endsItsConnectionOnly() throws Exception {
        List<byte[]> all = new ArrayList<>();
        all.add(new byte[0]);
        all.add(new byte[] {99});
        all.add(new byte[] {Wire.CALL});
        all.add(new byte[] {Wire.CALL, 1, 1, 0, 0});
        all.add(new byte[] {Wire.ATTACH, 1});
        all.add(new byte[] {Wire.INTERRUPT});
        all.add(new byte[] {Wire.RETURNED, 1, 1});
        for (byte[] garbage : all) {
            try (var insider = greeted()) {
                insider.sendBytes(garbage);
                assertEnds(insider);
            }
        }
    }

    @Test
    void M4_SEC3_frameThatIsTooLong_endsItsConnectionOnly() throws Exception {
        var wide = ConnectionOptions.defaults().withMaxMessage("128m");
        try (Connection<byte[], byte[]> insider = Connection.connect(address, served.key(), wide)) {
            new Hello(PID, 1 << 20).send(insider);
            Hello.receive(insider, LONG);
            Thread sender =
                    Thread.startVirtualThread(() -> {
                        try {
                            insider.sendBytes(new byte[65 << 20]);
                        } catch (IOException | InterruptedException cutOff) {
                            Thread.currentThread().interrupt();
                        }
                    });
            assertEnds(insider);
            sender.join();
        }
    }

    @Test
    void M4_SEC3_asManyClientsAsThereMayBe_theNextIsToldSo() throws Exception {
        var one = served.options().withConnection(Served.connectionOptions().withMaxConnections(1));
        try (var small = served.serve(one);
                var _ = served.connect(small)) {
            assertThatThrownBy(() -> served.connect(small))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the listener has as many connections as it may have");
        }
    }

    /** Has a client connect to somebody who knows the key, and says something else. */
    private void assertNotUsed(byte[] hello, String message) throws Exception {
        try (var listener = ConnectionListener.<byte[], byte[]>open(anyPort(), served.key())) {
            FutureTask<byte[]> other =
                    new FutureTask<>(() -> {
                        try (var connection = listener.accept()) {
                            connection.sendBytes(hello);
                            return connection.receiveBytes();
                        }
                    });
            Thread.startVirtualThread(other);
            assertThatThrownBy(() -> ProcessManager.connect(listener.address(), served.key()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(message);
            assertThat(other.get()).isNotEmpty();
        }
    }

    @Test
    void M4_listenerThatIsNoManager_isNamedToTheClient() throws Exception {
        assertNotUsed(
                new byte[] {1, 2, 3, 4, 5},
                "the peer knows the key, and is no manager or client of one");
    }

    @Test
    void M4_managerOfAnotherVersion_isNamedToTheClient() throws Exception {
        byte[] hello;
        try (var insider = Connection.<byte[], byte[]>connect(address, served.key())) {
            hello = insider.receiveBytes();
        }
        hello[Integer.BYTES]++;
        assertNotUsed(
                hello,
                "the programs run versions of Procession that do not fit; have both run the same:"
                        + " protocol here=1, there=2");
        try (var insider = insider()) {
            insider.sendBytes(hello);
            assertEnds(insider);
        }
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    // ---- what a client may not do ------------------------------------------------------------

    @Test
    void M4_SEC9_client_cannotOpenTheManagerToOthers() throws Exception {
        try (var connected = served.connect(manager)) {
            DoorOps door = connected.handle(DoorOps.class, ObjectId.DOOR);
            assertThatThrownBy(() ->
                            door.open(
                                    SocketPlace.of(anyPort()),
                                    AuthenticationKey.random(),
                                    ConnectionOptions.defaults(),
                                    1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("only the program that has started the manager opens it to others");
        }
    }

    @Test
    void M4_SEC9_whatIsNotExportedOrNotThere_isRefused() throws Exception {
        try (var connected = served.connect(manager)) {
            ManagedValue<Integer> count = connected.named("count").value(0);
            EventOps wrong = connected.handle(EventOps.class, idOf(connected.named("count")));
            assertThatThrownBy(wrong::set)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("only methods of the exported interface can be called");
            EventOps none = connected.handle(EventOps.class, ObjectId.random());
            assertThatThrownBy(none::set)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the object is not there");
            assertThat(count.get()).isZero();
        }
    }

    private static ObjectId idOf(ManagedName name) {
        CellOps<?> ops = name.make("value", CellOps.class, () -> new ServerCells<>(List.of(0)));
        return ((Stub) Proxy.getInvocationHandler(ops)).id();
    }

    /** As a hostile client writes it, who knows where sockets of others are. */
    @Test
    void M4_SEC7_handleWithAnAddress_isNotFollowed() throws Exception {
        try (var own = ProcessManager.start();
                var connected = served.connect(manager);
                var insider = greeted()) {
            ManagedList<String> lure = own.list();
            ManagedMap<String, Object> map = connected.named("map").map();
            MapOps<?, ?> ops = connected.named("map").make("map", MapOps.class, ServerMap::new);
            Sink sink = Wire.sink();
            Wire.putCall(
                    sink,
                    1,
                    1,
                    ((Stub) Proxy.getInvocationHandler(ops)).id(),
                    Exports.of(MapOps.class)
                            .operation(MapOps.class.getMethod("put", Object.class, Object.class)),
                    new @Nullable Object[] {"lure", lure});
            insider.sendBytes(
                    Arrays.copyOfRange(sink.array(), FrameChannel.HEAD_BYTES, sink.size()));
            Wire.done(sink);
            byte[] answer = insider.receiveBytes();
            Source source = new Source();
            source.wrap(answer, 0, answer.length);
            byte kind = source.getByte();
            source.getVarlong();
            assertThatThrownBy(() -> Wire.outcome(kind, source))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(
                            "another program has no say in where this one connects to: address="
                                    + own.name());
            assertThat(map).isEmpty();
        }
    }

    @Test
    void M4_SEC4_handle_isNotSentOverAConnectionToAThirdProgram_withItsKey() throws Exception {
        try (var connected = served.connect(manager);
                var own = ProcessManager.start()) {
            for (Object each : List.of(connected.map(), own.list())) {
                assertNotSent(each);
            }
        }
    }

    private static void assertNotSent(Object handle) throws Exception {
        AuthenticationKey key = AuthenticationKey.random();
        try (var listener = ConnectionListener.<Object, Object>open(anyPort(), key);
                var connection = Connection.<Object, Object>connect(listener.address(), key)) {
            assertThatThrownBy(() -> connection.send(List.of(handle)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(
                            "a handle has the key of its manager, which is not sent to other"
                                    + " programs; have them use ProcessManager.connect");
        }
    }
}
