package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessLock;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Victim;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row I4: programs that were started apart from each other, and what one of them sees of a death.
 */
class ConnectionProcessesIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private Path keyFile;
    private AuthenticationKey key;

    @BeforeEach
    void writeKey() throws IOException {
        keyFile = Leftovers.base().resolve("key");
        key = AuthenticationKey.random();
        key.write(keyFile);
    }

    @AfterEach
    void deleteKey() throws IOException {
        Files.delete(keyFile);
    }

    private static SocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return text.startsWith("/")
                ? UnixDomainSocketAddress.of(text)
                : new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(text.substring(colon + 1)));
    }

    /** A listener for one client; does as it is told. */
    static final class Service {
        public static void main(String[] arguments) throws Exception {
            AuthenticationKey key = AuthenticationKey.read(Path.of(arguments[0]));
            SocketAddress at =
                    arguments[1].equals("tcp")
                            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                            : UnixDomainSocketAddress.of(arguments[1]);
            try (var listener = ConnectionListener.<Object, String>open(at, key)) {
                String where =
                        listener.address() instanceof InetSocketAddress tcp
                                ? "tcp:" + tcp.getPort()
                                : listener.address().toString();
                System.out.println("address " + where);
                try (var connection = listener.accept()) {
                    connection.forEachReceived(order -> serve(connection, order));
                }
                System.out.println("the client has ended");
            }
        }

        private static void serve(Connection<Object, String> connection, String order)
                throws Exception {
            switch (order) {
                case "queue" -> {
                    connection.send(ProcessQueue.bounded(3));
                    connection.send(ProcessLock.create("of the service"));
                }
                case "last words" -> {
                    connection.send("last words");
                    System.out.println("said them");
                    Thread.currentThread().join();
                }
                case "without end" -> {
                    Thread sender = Thread.ofVirtual().unstarted(() -> sendLong(connection));
                    sender.start();
                    Await.until("it waits for the client to read", () -> isWaiting(sender));
                    System.out.println("in the middle");
                    sender.join();
                }
                default -> connection.send(order.length());
            }
        }
    }

    private static void sendLong(Connection<Object, String> connection) {
        try {
            connection.sendBytes(new byte[32 << 20]);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(each -> each.getMethodName().equals("select"));
    }

    /** Another program, which asks it. */
    static final class Client {
        public static void main(String[] arguments) throws Exception {
            AuthenticationKey key = AuthenticationKey.read(Path.of(arguments[0]));
            try (Connection<String, Object> connection =
                    Connection.connect(address(arguments[1]), key)) {
                connection.send("baozi");
                System.out.println("answer " + connection.receive());
            }
        }
    }

    /** Short, since the path of a socket is. */
    private String place(String kind) {
        return kind.equals("tcp") ? kind : Leftovers.base().resolve("service").toString();
    }

    private Victim service(String kind) {
        return Victim.start(Service.class, List.of(keyFile.toString(), place(kind)), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void I4_twoPrograms_talk(String kind) {
        try (Victim service = service(kind)) {
            String where = service.line("address ");
            try (Victim client =
                    Victim.start(Client.class, List.of(keyFile.toString(), where), List.of())) {
                assertThat(client.line("answer ")).isEqualTo("5");
                assertThat(client.awaitEnd()).isZero();
            }
            service.line("the client has ended");
            assertThat(service.awaitEnd()).isZero();
            assertThat(service.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void I4_peerKilled_itsLastWordsAreReceived_andThenTheEnd(String kind) throws Exception {
        try (Victim service = service(kind);
                Connection<String, Object> client =
                        Connection.connect(address(service.line("address ")), key)) {
            client.send("last words");
            service.line("said them");
            client.send("never read");
            FutureTask<Object> waiting =
                    new FutureTask<>(() -> {
                        assertThat(client.receive()).isEqualTo("last words");
                        return client.receive();
                    });
            Thread.startVirtualThread(waiting);
            service.pid().signal("KILL");
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(EOFException.class);
            assertThat(client.poll(Duration.ZERO)).isTrue();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1000; i++) {
                                    client.sendBytes(new byte[1 << 20]);
                                }
                            })
                    .isInstanceOf(IOException.class);
        } finally {
            Files.deleteIfExists(Path.of(place("unix")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void I4_peerKilledInTheMiddleOfAMessage_itIsNotReceived(String kind) throws Exception {
        try (Victim service = service(kind);
                Connection<String, Object> client =
                        Connection.connect(address(service.line("address ")), key)) {
            client.send("without end");
            service.line("in the middle");
            service.pid().signal("KILL");
            service.pid().awaitDeath(LONG);
            assertThatThrownBy(client::receiveBytes)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the peer has ended in the middle of a message");
        } finally {
            Files.deleteIfExists(Path.of(place("unix")));
        }
    }

    @Test
    void I4_thingsInSharedMemory_areNotForAnotherSession_andSayIt() throws Exception {
        try (Victim service = service("unix");
                Connection<String, Object> client =
                        Connection.connect(address(service.line("address ")), key)) {
            client.send("queue");
            for (String what : List.of("queue", "lock")) {
                assertThatThrownBy(client::receive)
                        .as(what)
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("session");
            }
            client.send("baozi");
            assertThat(client.receive()).isEqualTo(5);
        } finally {
            Files.deleteIfExists(Path.of(place("unix")));
        }
    }

    @Test
    void I4_listenerKilled_anotherTakesItsPlace() throws Exception {
        try (Victim first = service("unix")) {
            first.line("address ");
            first.pid().signal("KILL");
            first.pid().awaitDeath(LONG);
        }
        assertThat(Path.of(place("unix"))).exists();
        try (Victim second = service("unix")) {
            try (Connection<String, Object> client =
                    Connection.connect(address(second.line("address ")), key)) {
                client.send("baozi");
                assertThat(client.receive()).isEqualTo(5);
            }
            assertThat(second.awaitEnd()).isZero();
        }
        assertThat(Path.of(place("unix"))).doesNotExist();
    }

    @Test
    void I4_childrenOfOneProgram_connectWithTheKeyTheyCapture() throws Exception {
        try (ConnectionListener<Integer, String> listener = ConnectionListener.open(key)) {
            SocketAddress where = listener.address();
            AuthenticationKey captured = key;
            String path = where.toString();
            List<JavaProcess> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(JavaProcess.start(() -> ask(path, captured)));
            }
            for (int i = 0; i < 2; i++) {
                try (Connection<Integer, String> connection = listener.accept()) {
                    connection.forEachReceived(text -> connection.send(text.length()));
                }
            }
            for (JavaProcess each : children) {
                each.join();
                assertThat(each.exitCode()).hasValue(0);
                each.close();
            }
        }
    }

    private static void ask(String path, AuthenticationKey key) throws Exception {
        try (Connection<String, Integer> connection =
                Connection.connect(UnixDomainSocketAddress.of(path), key)) {
            connection.send("jiaozi");
            if (connection.receive() != 6) {
                throw new AssertionError("wrong answer");
            }
        }
    }
}
