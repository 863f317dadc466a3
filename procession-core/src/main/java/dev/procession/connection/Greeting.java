package dev.procession.connection;

import dev.procession.internal.channel.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * How the two sides of a fresh connection get to know each other: TLS where it was asked for, then
 * the proof of the key, bound to what both know the connection by.
 */
final class Greeting {

    /** All clients of a listener have one key. */
    private static final long ID = 0;

    private final AuthenticationKey key;
    private final ConnectionOptions options;

    Greeting(AuthenticationKey key, ConnectionOptions options) {
        this.key = key;
        this.options = options;
    }

    /** The socket after all that, on which nothing waits that is not to be waited for. */
    record Greeted(SocketChannel channel, @Nullable SSLSocket encrypted) {

        Wire wire() throws IOException {
            return encrypted == null ? Wire.over(channel) : TlsTunnel.open(encrypted, channel);
        }
    }

    /**
     * Greets as the side that listens.
     *
     * @param path of a Unix-domain socket; else null
     * @param room asked whether there is room for a client that has proved itself
     */
    Greeted accept(SocketChannel channel, @Nullable Path path, BooleanSupplier room)
            throws IOException {
        SSLContext tls = options.tls();
        setUp(channel, path);
        SSLSocket encrypted = tls == null ? null : Tls.accept(tls, channel);
        String endpoint = endpoint(encrypted, path, channel.getLocalAddress());
        Handshake.accept(bytes(channel, encrypted), endpoint, _ -> key.bytes(), room);
        return new Greeted(channel, encrypted);
    }

    /**
     * Greets as the side that has connected.
     *
     * @param address with all links resolved
     */
    Greeted connect(SocketChannel channel, SocketAddress address) throws IOException {
        SSLContext tls = options.tls();
        Path path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
        setUp(channel, path);
        SSLSocket encrypted =
                tls == null ? null : Tls.connect(tls, channel, (InetSocketAddress) address);
        String endpoint = endpoint(encrypted, path, channel.getRemoteAddress());
        Handshake.connect(bytes(channel, encrypted), endpoint, ID, key.bytes());
        return new Greeted(channel, encrypted);
    }

    private static void setUp(SocketChannel channel, @Nullable Path path) throws IOException {
        if (path == null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
    }

    /** See the package's documentation. */
    private String endpoint(
            @Nullable SSLSocket encrypted, @Nullable Path path, @Nullable SocketAddress listener)
            throws IOException {
        if (encrypted != null) {
            return "tls:" + Tls.binding(encrypted);
        }
        if (options.name() != null) {
            return "name:" + options.name();
        }
        if (path != null) {
            return "unix:" + path;
        }
        InetSocketAddress address = (InetSocketAddress) Objects.requireNonNull(listener);
        byte[] host = address.getAddress().getAddress();
        return "tcp:" + HexFormat.of().formatHex(host) + ":" + address.getPort();
    }

    private static ByteChannel bytes(SocketChannel channel, @Nullable SSLSocket encrypted)
            throws IOException {
        return encrypted == null
                ? channel
                : new Encrypted(
                        Channels.newChannel(encrypted.getInputStream()),
                        Channels.newChannel(encrypted.getOutputStream()));
    }

    /** An encrypted socket as a channel. */
    private record Encrypted(ReadableByteChannel in, WritableByteChannel out)
            implements ByteChannel {

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return in.read(bytes);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return out.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return in.isOpen();
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
        }
    }
}
