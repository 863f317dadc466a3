package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.AuthenticationException;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.manager.ManagerOptions;
import dev.procession.manager.ProcessManager;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row M4: {@code procession serve}, and programs that use what it serves. */
@Timeout(120)
class ServeIT {

    private static final String READY = "serving at ";
    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    @TempDir Path directory;

    private Path keyFile;
    private AuthenticationKey key;

    /** Short, since the path of a socket is, and nobody else's. */
    private Path sockets;

    @BeforeEach
    void prepare() throws IOException {
        keyFile = directory.resolve("key");
        key = AuthenticationKey.random();
        key.write(keyFile);
        var ours = PosixFilePermissions.fromString("rwx------");
        sockets =
                Files.createTempDirectory(
                        Path.of("/tmp"), "pserve", PosixFilePermissions.asFileAttribute(ours));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (var files = Files.list(sockets)) {
            assertThat(files).isEmpty();
        }
        Files.delete(sockets);
    }

    private CommandProcess start(String... more) throws IOException {
        var arguments = new ArrayList<String>(List.of("serve", "--key-file"));
        arguments.add(keyFile.toString());
        arguments.addAll(List.of(more));
        return CommandProcess.inOwnGroup(directory, NOTHING, arguments.toArray(String[]::new));
    }

    private static SocketAddress address(CommandProcess command) throws IOException {
        var line = command.out().readLine();
        assertThat(line).as("its line; standard error: " + command.err()).startsWith(READY);
        return BindAddress.parse(line.substring(READY.length()));
    }

    private static void signal(String name, String target) throws Exception {
        var kill = List.of("kill", "-" + name, "--", target);
        assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor()).isZero();
    }

    private static void assertEnded(CommandProcess command, List<ProcessHandle> servers)
            throws IOException {
        assertThat(servers).isNotEmpty();
        assertThat(
                        CommandProcess.holdsWithin(
                                Duration.ofSeconds(5),
                                () -> servers.stream().noneMatch(CommandProcess::runs)))
                .as("its processes have ended")
                .isTrue();
        assertThat(command.leftovers()).isEmpty();
    }

    private void count(SocketAddress address, ManagerOptions options) throws Exception {
        for (int i = 1; i <= 2; i++) {
            try (var manager = ProcessManager.connect(address, key, options)) {
                var counts = manager.named("counts").<String, Integer>map();
                assertThat(counts.merge("visits", 1, Integer::sum)).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,130,tcp", "TERM,143,unix", "HUP,129,tcp"})
    void M4_programsCount_untilASignalEndsIt_andNothingIsLeft(String name, int status, String way)
            throws Exception {
        var bind = way.equals("tcp") ? "127.0.0.1:0" : sockets.resolve("socket").toString();
        try (var command = start("--bind", bind)) {
            var address = address(command);
            count(address, ManagerOptions.defaults());
            var servers = command.children();
            signal(name, "" + command.process().pid());
            var ended = command.await();
            assertThat(ended.status()).isEqualTo(status);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).isEmpty();
            assertEnded(command, servers);
        }
    }

    /** As a terminal sends it. */
    @Test
    void M4_F25_interruptOfTheGroup_endsItInOrder() throws Exception {
        try (var command = start("--bind", sockets.resolve("socket").toString())) {
            address(command);
            var servers = command.children();
            signal("INT", "-" + command.process().pid());
            assertThat(command.await().status()).isEqualTo(130);
            assertEnded(command, servers);
        }
    }

    @Test
    void M4_wrongKey_isRefused() throws Exception {
        try (var command = start("--bind", "0")) {
            var address = address(command);
            assertThatThrownBy(() -> ProcessManager.connect(address, AuthenticationKey.random()))
                    .isInstanceOf(AuthenticationException.class);
            count(address, ManagerOptions.defaults());
            signal("TERM", "" + command.process().pid());
            assertThat(command.await().status()).isEqualTo(143);
        }
    }

    @Test
    void M4_tls_andAKeyFromTheEnvironment_whichItsServerDoesNotHave() throws Exception {
        var store = keyStore();
        var password = directory.resolve("password");
        Files.writeString(password, "not-a-secret\n");
        var hex = Files.readString(keyFile).strip();
        var command =
                CommandProcess.behind(
                        List.of("setsid", "env", "PROCESSION_KEY=" + hex),
                        directory,
                        NOTHING,
                        "serve",
                        "--bind",
                        "127.0.0.1:0",
                        "--tls-key-store",
                        store.toString(),
                        "--tls-password-file",
                        password.toString());
        try (command) {
            var address = address(command);
            var trusting = ConnectionOptions.defaults().withTls(trusting(store));
            count(address, ManagerOptions.defaults().withConnection(trusting));
            assertThatThrownBy(() -> ProcessManager.connect(address, key))
                    .isInstanceOf(IOException.class);
            assertThat(command.children()).isNotEmpty();
            // A child has what its parent has until it has become another program.
            assertThat(
                            CommandProcess.holdsWithin(
                                    Duration.ofSeconds(5),
                                    () ->
                                            command.children().stream()
                                                    .noneMatch(each -> tells(each, hex))))
                    .as("no child has the key")
                    .isTrue();
            assertThat(ofProcess(command.process().toHandle(), "cmdline")).doesNotContain(hex);
            signal("TERM", "" + command.process().pid());
            assertThat(command.await().status()).isEqualTo(143);
        }
    }

    private static boolean tells(ProcessHandle process, String secret) {
        try {
            return ofProcess(process, "environ").contains(secret)
                    || ofProcess(process, "cmdline").contains(secret);
        } catch (IOException endedMeanwhile) {
            return false;
        }
    }

    private static String ofProcess(ProcessHandle process, String file) throws IOException {
        return Files.readString(
                Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1);
    }

    private Path keyStore() throws Exception {
        var store = directory.resolve("keys.p12");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made =
                new ProcessBuilder(
                                tool,
                                "-genkeypair",
                                "-alias",
                                "ours",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=procession",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "not-a-secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(made.waitFor()).isZero();
        return store;
    }

    private static SSLContext trusting(Path file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, "not-a-secret".toCharArray());
        }
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ours", store.getCertificate("ours"));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void M4_portInUse_isOneLine_andNothingIsLeft() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var command = start("--bind", "127.0.0.1:" + taken.getLocalPort())) {
            var ended = command.await();
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .startsWith("procession serve: cannot listen: Address already in use: address=")
                    .hasLineCount(1);
            assertThat(command.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rubbish|--bind takes a path, HOST:PORT or PORT",
                "0.0.0.0:0|beyond this machine a connection is encrypted",
                "no.such.host.invalid:1|the host is unknown",
                "/no/such/folder/socket|there is no such directory: /no/such/folder",
                "/tmp/socket|the socket has to lie in a directory of this user's",
            })
    void M4_addressThatCannotBe_isOneLine_andNothingIsLeft(String bind, String message)
            throws Exception {
        try (var command = start("--bind", bind)) {
            var ended = command.await();
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("procession serve: " + message).hasLineCount(1);
            assertThat(command.leftovers()).isEmpty();
        }
    }

    @Test
    void M4_M5_serverKilled_theCommandSaysSo() throws Exception {
        try (var command = start("--bind", "0")) {
            var address = address(command);
            assertThat(((InetSocketAddress) address).getAddress().isLoopbackAddress()).isTrue();
            command.children().forEach(ProcessHandle::destroyForcibly);
            var ended = command.await();
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err())
                    .isEqualTo("procession: the server has ended: status=signaled(9)\n");
            assertThat(command.leftovers()).isEmpty();
        }
    }
}
