package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows I4, SEC5 and SEC21: where a listener may listen, and where not. */
class ConnectionPlacesIT {

    private static final AuthenticationKey KEY = AuthenticationKey.random();

    private Path folder;
    private Path path;

    @BeforeEach
    void makeFolder() throws IOException {
        folder =
                Files.createDirectory(
                        Leftovers.base().resolve("place"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        path = folder.resolve("s");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        Files.delete(folder);
    }

    private static ConnectionListener<Object, Object> listen(Path path) throws IOException {
        return ConnectionListener.open(UnixDomainSocketAddress.of(path), KEY);
    }

    private static void assertServes(ConnectionListener<Object, Object> listener) throws Exception {
        try (Connection<Object, Object> client = Connection.connect(listener.address(), KEY);
                Connection<Object, Object> server = listener.accept()) {
            client.send("here");
            assertThat(server.receive()).isEqualTo("here");
        }
    }

    // ---- Unix --------------------------------------------------------------------------------

    @Test
    void I4_withoutAnAddress_itIsInTheSessionsDirectory() throws Exception {
        try (ConnectionListener<Object, Object> listener = ConnectionListener.open(KEY)) {
            assertThat(listener.address().toString()).startsWith(Leftovers.base().toString());
            assertServes(listener);
        }
    }

    @Test
    void I4_linksAndRelativePaths_areTheSamePlace() throws Exception {
        Path link = Files.createSymbolicLink(Leftovers.base().resolve("link"), folder);
        try (ConnectionListener<Object, Object> listener = listen(link.resolve("s"))) {
            assertThat(listener.address()).isEqualTo(UnixDomainSocketAddress.of(path));
            Path relative = Path.of("").toAbsolutePath().relativize(path);
            for (Path each : List.of(path, link.resolve("s"), relative)) {
                Connection.connect(UnixDomainSocketAddress.of(each), KEY).close();
                listener.accept().close();
            }
        } finally {
            Files.delete(link);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void I4_socketOfADeadListener_isReplaced() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (ConnectionListener<Object, Object> listener = listen(path)) {
            assertServes(listener);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void I4_socketOfALivingListener_isNot() throws Exception {
        try (ConnectionListener<Object, Object> living = listen(path)) {
            assertThatThrownBy(() -> listen(path))
                    .isInstanceOf(IOException.class)
                    .hasMessage("somebody listens there already: path=" + path);
            assertServes(living);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void I4_manyAtOnce_afterADeadListener_oneOfThemListens() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(path));
            }
            List<FutureTask<ConnectionListener<Object, Object>>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tries.add(new FutureTask<>(() -> listen(path)));
            }
            tries.forEach(Thread::startVirtualThread);
            int listening = 0;
            for (FutureTask<ConnectionListener<Object, Object>> each : tries) {
                try (ConnectionListener<Object, Object> listener = each.get()) {
                    assertThat(listener.address()).isEqualTo(UnixDomainSocketAddress.of(path));
                    listening++;
                } catch (ExecutionException refused) {
                    assertThat(refused)
                            .hasRootCauseInstanceOf(BindException.class)
                            .hasMessageEndingWith("somebody listens there already: path=" + path);
                }
            }
            assertThat(listening).isPositive();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void I4_somethingElseIsThere_isLeftAlone() throws Exception {
        Files.writeString(path, "precious");
        assertThatThrownBy(() -> listen(path))
                .isInstanceOf(IOException.class)
                .hasMessage("there is a file that is no socket: path=" + path);
        assertThat(path).hasContent("precious");
        Files.delete(path);
    }

    @Test
    void I4_whatAnotherHasPutInItsPlace_isNotRemoved() throws Exception {
        try (ConnectionListener<Object, Object> listener = listen(path)) {
            assertServes(listener);
            Files.delete(path);
            Files.writeString(path, "of another");
        }
        assertThat(path).hasContent("of another");
        Files.delete(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwx--x---", "rwxrwxrwx"})
    void SEC5_directoryThatOthersCanEnter_isRefused(String mode) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> listen(path))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the socket has to lie in a directory of this user's that nobody else can"
                                + " enter; make one by mkdir -m 700: directory="
                                + folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void I4_tooLongAPath_isNamedWithTheLimit() {
        Path tooLong = folder.resolve("x".repeat(106 - folder.toString().length()));
        assertThatThrownBy(() -> listen(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the path of a socket has at most 106 bytes; choose a shorter one: path="
                                + tooLong
                                + ", bytes=107");
    }

    @Test
    void I4_longestPath_works() throws Exception {
        Path longest = folder.resolve("x".repeat(105 - folder.toString().length()));
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(longest));
        }
        try (ConnectionListener<Object, Object> listener = listen(longest)) {
            assertServes(listener);
        }
    }

    @Test
    void SEC5_unnamedAndAbstractSockets_areRefused() {
        assertThatThrownBy(() -> listen(Path.of("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a Unix-domain socket is a file with a path; one without, unnamed or"
                                + " abstract, has no owner: address=\"\"");
        // The JDK itself has no way to name an abstract one.
        assertThatThrownBy(() -> UnixDomainSocketAddress.of("\0name"))
                .isInstanceOf(InvalidPathException.class);
    }

    @Test
    void I4_nobodyListens_isToldAtOnce() throws Exception {
        SocketAddress nowhere = UnixDomainSocketAddress.of(path);
        assertThatThrownBy(() -> Connection.connect(nowhere, KEY))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("there is no connection: ")
                .hasMessageEndingWith(": address=" + path);
        assertThatThrownBy(() ->
                        Connection.connect(UnixDomainSocketAddress.of(folder.resolve("no/s")), KEY))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no such directory: " + folder.resolve("no"));
    }

    // ---- TCP ---------------------------------------------------------------------------------

    private static InetSocketAddress everywhere() {
        return new InetSocketAddress(0);
    }

    @Test
    void SEC21_beyondLoopback_isRefused_unlessItIsEncryptedOrNamed() throws Exception {
        ConnectionOptions plain = ConnectionOptions.defaults();
        InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        for (InetSocketAddress each :
                List.of(everywhere(), new InetSocketAddress(elsewhere, 4711))) {
            String message =
                    "beyond this machine a connection is encrypted; use ConnectionOptions.withTls,"
                            + " or a loopback address, or if everybody on the way may read it"
                            + " withPlaintextBeyondLoopback: address="
                            + each;
            assertThatThrownBy(() -> ConnectionListener.open(each, KEY, plain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> Connection.connect(each, KEY, plain))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }
        for (ConnectionOptions allowed :
                List.of(plain.withPlaintextBeyondLoopback(), Route.TLS.options())) {
            try (ConnectionListener<Object, Object> listener =
                    ConnectionListener.open(everywhere(), KEY, allowed)) {
                int port = ((InetSocketAddress) listener.address()).getPort();
                InetSocketAddress own =
                        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
                try (Connection<Object, Object> client = Connection.connect(own, KEY, allowed);
                        Connection<Object, Object> server = listener.accept()) {
                    client.send("everywhere");
                    assertThat(server.receive()).isEqualTo("everywhere");
                }
            }
        }
    }

    @Test
    void SEC21_defaultListeners_areOnLoopbackOnly() throws Exception {
        try (var unix = listen(path);
                var tcp = ConnectionListener.open(Route.TCP.address(), KEY)) {
            int port = ((InetSocketAddress) tcp.address()).getPort();
            List<String> listening = listening();
            assertThat(listening).anyMatch(each -> each.endsWith(String.format(":%04X", port)));
            assertThat(listening)
                    .allMatch(each ->
                            each.startsWith("0100007F:")
                                    || each.startsWith("00000000000000000000000001000000:")
                                    || each.startsWith("0000000000000000FFFF00000100007F:"));
            assertThat(unix.address()).isInstanceOf(UnixDomainSocketAddress.class);
        }
    }

    /** The local addresses of this process's listening sockets. */
    private static List<String> listening() throws IOException {
        List<String> inodes =
                Pid.descriptors().stream()
                        .filter(each -> each.contains("socket:["))
                        .map(each -> each.replaceAll(".*socket:\\[(\\d+)].*", "$1"))
                        .toList();
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
                List<String> words = List.of(line.strip().split(" +"));
                if (words.get(3).equals("0A") && inodes.contains(words.get(9))) {
                    found.add(words.get(1));
                }
            }
        }
        return found;
    }

    @Test
    void I4_unknownHosts_andOtherAddresses_areRefused() {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThatThrownBy(() -> Connection.connect(unknown, KEY))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("the host is unknown: address=" + unknown);
        SocketAddress other =
                new SocketAddress() {
                    @Override
                    public String toString() {
                        return "other";
                    }
                };
        assertThatThrownBy(() -> ConnectionListener.open(other, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("address=other");
        assertThatThrownBy(() ->
                        ConnectionListener.open(
                                UnixDomainSocketAddress.of(path), KEY, Route.TLS.options()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("TLS is for TCP");
    }

    @Test
    void I4_portInUse_isToldWithTheAddress() throws Exception {
        try (var first = ConnectionListener.open(Route.TCP.address(), KEY)) {
            assertThatThrownBy(() -> ConnectionListener.open(first.address(), KEY))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen: ")
                    .hasMessageEndingWith(": address=" + first.address());
        }
    }

    // ---- accepting ---------------------------------------------------------------------------

    @Test
    void I4_accept_nobodyComes_isEmpty_interruptedOrClosedItSaysSo() throws Exception {
        ConnectionListener<Object, Object> listener = listen(path);
        assertThat(listener.accept(Duration.ZERO)).isEmpty();
        assertThat(listener.accept(Duration.ofMillis(1))).isEmpty();
        FutureTask<Object> accepting = new FutureTask<>(listener::accept);
        Thread thread = Thread.startVirtualThread(accepting);
        Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
        assertThatThrownBy(accepting::get).hasCauseInstanceOf(InterruptedException.class);
        FutureTask<Object> again = new FutureTask<>(listener::accept);
        Thread second = Thread.startVirtualThread(again);
        Await.until("it waits", () -> second.getState() == Thread.State.TIMED_WAITING);
        listener.close();
        listener.close();
        assertThatThrownBy(again::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the listener was closed");
        assertThatThrownBy(() -> listener.accept(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void I4_closed_thoseAcceptedLiveOn_othersEnd() throws Exception {
        ConnectionListener<Object, Object> listener = listen(path);
        try (Connection<Object, Object> first = Connection.connect(listener.address(), KEY);
                Connection<Object, Object> accepted = listener.accept();
                Connection<Object, Object> second = Connection.connect(listener.address(), KEY)) {
            listener.close();
            assertThatThrownBy(second::receive).isInstanceOf(java.io.EOFException.class);
            first.send(1);
            assertThat(accepted.receive()).isEqualTo(1);
        }
    }

    @Test
    void I4_interruptedWhileConnecting_saysSo() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open().bind(Route.TCP.address())) {
            SocketAddress address = silent.getLocalAddress();
            FutureTask<Object> connecting =
                    new FutureTask<>(() -> Connection.connect(address, KEY));
            Thread thread = Thread.startVirtualThread(connecting);
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThatThrownBy(connecting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
