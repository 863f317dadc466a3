package dev.procession.pool;

import dev.procession.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that talks in lines, and the connection to it as a server has accepted it. */
final class Lines implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What {@link #next} says at the end. */
    static final String END = "(end)";

    private final SocketChannel client;
    private final SocketChannel accepted;
    private final BufferedReader reader;

    private Lines(ServerSocketChannel server) throws IOException {
        this.client = SocketChannel.open(server.getLocalAddress());
        this.accepted = server.accept();
        this.reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
    }

    /** Connects to a host of this machine. */
    static Lines to(String host) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            return new Lines(server.bind(new InetSocketAddress(host, 0)));
        }
    }

    /** Connects by IPv4. */
    static Lines connect() throws IOException {
        return to("127.0.0.1");
    }

    /** Connects by a Unix-domain socket. */
    static Lines local(String path) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            return new Lines(server.bind(UnixDomainSocketAddress.of(path)));
        }
    }

    /** The server's side. */
    SocketChannel accepted() {
        return accepted;
    }

    SocketAddress address() throws IOException {
        return client.getLocalAddress();
    }

    /** Says a line. */
    Lines say(String line) throws IOException {
        write(client, line);
        return this;
    }

    static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Says all this, then no more. */
    void sayAll(byte[] bytes) {
        try {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                client.write(all);
            }
            client.shutdownOutput();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Returns all that comes until the end. */
    ByteBuffer hearAll() throws Exception {
        return CompletableFuture.supplyAsync(this::readAll, Thread::startVirtualThread)
                .get(Await.scaled(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private ByteBuffer readAll() {
        ByteBuffer all = ByteBuffer.allocate(16 << 20);
        try {
            int count = 0;
            while (count >= 0) {
                count = client.read(all);
            }
            return all.flip();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Says no more, but listens. */
    Lines sayNoMore() throws IOException {
        client.shutdownOutput();
        return this;
    }

    /** Returns the next line, or {@link #END}: also if the connection was reset. */
    String next() throws Exception {
        return CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread)
                .get(Await.scaled(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private String read() {
        try {
            @Nullable String line = reader.readLine();
            return line == null ? END : line;
        } catch (IOException reset) {
            return END;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        accepted.close();
    }
}
