package dev.procession.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A side of the handshake that says what it likes, made without our code. */
final class Script implements AutoCloseable {

    static final int HELLO_BYTES = 44;
    static final int ANSWER_BYTES = 64;

    private static final int MAGIC = 0x50524f43;

    private final SocketChannel channel;

    Script(SocketAddress address) throws IOException {
        this(SocketChannel.open(address));
    }

    Script(SocketChannel channel) {
        this.channel = channel;
    }

    static byte[] nonce(int seed) {
        byte[] nonce = new byte[32];
        new Random(seed).nextBytes(nonce);
        return nonce;
    }

    static byte[] hello(byte[] nonce) {
        return ByteBuffer.allocate(HELLO_BYTES).putInt(MAGIC).putLong(0).put(nonce).array();
    }

    /** What is bound, as the package's documentation has it. */
    static String endpoint(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
            case InetSocketAddress tcp ->
                    "tcp:"
                            + HexFormat.of().formatHex(tcp.getAddress().getAddress())
                            + ":"
                            + tcp.getPort();
            default -> throw new AssertionError(address);
        };
    }

    static byte[] proof(
            String algorithm,
            byte[] key,
            String role,
            byte[] client,
            byte[] server,
            String endpoint)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        mac.update(role.getBytes(StandardCharsets.US_ASCII));
        mac.update(new byte[9]);
        mac.update(client);
        mac.update(server);
        mac.update(endpoint.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(mac.doFinal(), 32);
    }

    Script say(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            ByteBuffer bytes = ByteBuffer.wrap(part);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        return this;
    }

    byte[] hear(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("closed by the other side");
            }
        }
        return bytes.array();
    }

    /** Says hello and gives a proof of this algorithm and key. */
    Script prove(String algorithm, byte[] key, SocketAddress address)
            throws IOException, GeneralSecurityException {
        byte[] ours = nonce(2);
        byte[] theirs = Arrays.copyOf(say(hello(ours)).hear(ANSWER_BYTES), 32);
        return say(proof(algorithm, key, "client", ours, theirs, endpoint(address)));
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
