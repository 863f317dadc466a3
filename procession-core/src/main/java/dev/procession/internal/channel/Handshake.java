package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import dev.procession.internal.util.RandomBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proof of both sides of a connection that they know a 32-byte key, before anything else is read.
 *
 * <pre>
 *   client → server   magic (4)  id (8)  client nonce (32)
 *   server → client   server nonce (32)  MAC(server)
 *   client → server   MAC(client)
 *   server → client   1, or 2 if it has no room for another client
 *
 *   MAC(role) = HMAC-SHA-256(key, role, 0, id, client nonce, server nonce, endpoint)
 * </pre>
 *
 * <p>One algorithm, never negotiated. The role keeps a proof from being sent back to who made it,
 * the nonces from being used again, the endpoint from being relayed through a listener elsewhere.
 * All messages have a fixed length, so a stranger cannot make us allocate anything.
 */
public final class Handshake {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAGIC = 0x50524f43;
    private static final int NONCE_BYTES = 32;
    private static final int MAC_BYTES = 32;
    private static final byte ACCEPTED = 1;
    private static final byte NO_ROOM = 2;

    private Handshake() {}

    /** Finds the key of a client. */
    @FunctionalInterface
    public interface Keys {
        /**
         * Finds a key.
         *
         * @param id whom the client says it is
         * @return its key, or null if there is no such client
         */
        byte @Nullable [] key(long id);
    }

    /**
     * Proves and asks for proof, as the side that connects.
     *
     * @param channel the fresh connection
     * @param endpoint the path of the socket, or whatever both sides know it by
     * @param id who we are
     * @param key our key
     * @throws IOException if the connection breaks, or the server has no room
     * @throws AuthenticationException if the server does not know the key
     */
    public static void connect(ByteChannel channel, String endpoint, long id, byte[] key)
            throws IOException {
        byte[] ours = nonce();
        ByteBuffer hello = ByteBuffer.allocate(4 + 8 + NONCE_BYTES);
        send(channel, hello.putInt(MAGIC).putLong(id).put(ours).flip());
        ByteBuffer answer = receive(channel, NONCE_BYTES + MAC_BYTES);
        byte[] theirs = take(answer, NONCE_BYTES);
        if (!MessageDigest.isEqual(
                take(answer, MAC_BYTES), mac(key, "server", id, ours, theirs, endpoint))) {
            throw new AuthenticationException("the listener did not prove that it knows our key");
        }
        send(channel, ByteBuffer.wrap(mac(key, "client", id, ours, theirs, endpoint)));
        byte verdict = receive(channel, 1).get();
        if (verdict == NO_ROOM) {
            throw new IOException("the listener has as many connections as it may have");
        }
        if (verdict != ACCEPTED) {
            throw new AuthenticationException("the listener did not accept our proof");
        }
    }

    /**
     * Asks for proof and proves, as the side that listens.
     *
     * @param channel the fresh connection
     * @param endpoint the path of the socket
     * @param keys knows the clients
     * @return the id of the client, which has proved it
     * @throws IOException if the connection breaks
     * @throws AuthenticationException if the client does not know its key
     */
    public static long accept(ByteChannel channel, String endpoint, Keys keys) throws IOException {
        return accept(channel, endpoint, keys, () -> true);
    }

    /**
     * Asks for proof and proves, as the side that listens and may be full.
     *
     * @param channel the fresh connection
     * @param endpoint the path of the socket, or whatever both sides know it by
     * @param keys knows the clients
     * @param room asked once the client has proved who it is: whether there is room for it
     * @return the id of the client, which has proved it
     * @throws IOException if the connection breaks, or there is no room
     * @throws AuthenticationException if the client does not know its key
     */
    public static long accept(ByteChannel channel, String endpoint, Keys keys, BooleanSupplier room)
            throws IOException {
        ByteBuffer hello = receive(channel, 4 + 8 + NONCE_BYTES);
        if (hello.getInt() != MAGIC) {
            throw new AuthenticationException("the client speaks another protocol");
        }
        long id = hello.getLong();
        byte[] theirs = take(hello, NONCE_BYTES);
        byte[] key = keys.key(id);
        // A stranger's proof is compared with that of a key that nobody knows.
        byte[] used = key == null ? nonce() : key;
        byte[] ours = nonce();
        ByteBuffer answer = ByteBuffer.allocate(NONCE_BYTES + MAC_BYTES);
        send(channel, answer.put(ours).put(mac(used, "server", id, theirs, ours, endpoint)).flip());
        byte[] proof = take(receive(channel, MAC_BYTES), MAC_BYTES);
        if (!MessageDigest.isEqual(proof, mac(used, "client", id, theirs, ours, endpoint))) {
            throw new AuthenticationException("the client did not prove that it knows its key");
        }
        boolean hasRoom = room.getAsBoolean();
        send(channel, ByteBuffer.wrap(new byte[] {hasRoom ? ACCEPTED : NO_ROOM}));
        if (!hasRoom) {
            throw new IOException("there are as many connections as there may be");
        }
        return id;
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RandomBytes.fill(nonce);
        return nonce;
    }

    private static byte[] mac(
            byte[] key, String role, long id, byte[] client, byte[] server, String endpoint) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(role.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            mac.update(ByteBuffer.allocate(8).putLong(id).flip());
            mac.update(client);
            mac.update(server);
            mac.update(endpoint.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(ALGORITHM + " is missing", everyJdkHasIt);
        }
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    /** Writes all of it. */
    public static void send(ByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads so many bytes; an end of the stream before that is a failure. */
    public static ByteBuffer receive(ByteChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the peer has closed the connection");
            }
        }
        return buffer.flip();
    }
}
