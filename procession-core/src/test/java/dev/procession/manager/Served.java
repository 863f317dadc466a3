package dev.procession.manager;

import dev.procession.TaskCallable;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Certificates;
import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How programs reach a manager, in tests: each way that there is, and the files that both programs
 * have.
 */
record Served(Way way, Path folder) implements AutoCloseable {

    /** The ways that there are. */
    enum Way {
        UNIX,
        TCP,
        TLS
    }

    /** Makes the files. */
    static Served by(Way way) throws IOException {
        // Short, since the path of a socket is.
        Served made = new Served(way, Files.createTempDirectory(Leftovers.base(), "s"));
        AuthenticationKey.random().write(made.keyFile());
        if (way == Way.TLS) {
            Certificates.write(made.certificateFile());
        }
        return made;
    }

    /** As another program gets it. */
    static Served of(String[] arguments) {
        return new Served(Way.valueOf(arguments[0]), Path.of(arguments[1]));
    }

    /** For the command line of another program. */
    List<String> arguments() {
        return List.of(way.name(), folder.toString());
    }

    private Path keyFile() {
        return folder.resolve("key");
    }

    private Path certificateFile() {
        return folder.resolve("p12");
    }

    AuthenticationKey key() throws IOException {
        return AuthenticationKey.read(keyFile());
    }

    ManagerOptions options() {
        ConnectionOptions connection = connectionOptions();
        Path file = certificateFile();
        TaskCallable<SSLContext> tls = () -> Certificates.read(file);
        return ManagerOptions.defaults()
                .withConnection(way == Way.TLS ? connection.withTls(tls) : connection);
    }

    /** With patience: two young JVMs and TLS take their time where there is one processor. */
    static ConnectionOptions connectionOptions() {
        return ConnectionOptions.defaults()
                .withHandshakeTimeout(Await.scaled(Duration.ofSeconds(30)));
    }

    private SocketAddress anyAddress() {
        return way == Way.UNIX
                ? UnixDomainSocketAddress.of(folder.resolve("socket"))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    ProcessManager serve() throws IOException {
        return serve(options());
    }

    ProcessManager serve(ManagerOptions options) throws IOException {
        return ProcessManager.serve(anyAddress(), key(), options);
    }

    /** For another program to print, which {@link #connect(String)} takes. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? String.valueOf(internet.getPort())
                : address.toString();
    }

    ConnectedManager connect(String text) throws IOException, InterruptedException {
        return connect(text, options());
    }

    ConnectedManager connect(String text, ManagerOptions options)
            throws IOException, InterruptedException {
        SocketAddress address =
                way == Way.UNIX
                        ? UnixDomainSocketAddress.of(text)
                        : new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(text));
        return ProcessManager.connect(address, key(), options);
    }

    ConnectedManager connect(ProcessManager manager) throws IOException, InterruptedException {
        return connect(text(manager.address()));
    }

    @Override
    public void close() throws IOException {
        for (Path each : List.of(keyFile(), certificateFile(), folder.resolve("socket"))) {
            Files.deleteIfExists(each);
        }
        Files.delete(folder);
    }
}
