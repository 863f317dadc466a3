package dev.procession.internal.code;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * What goes over a code channel after the handshake.
 *
 * <pre>
 *   child → parent   what (1)  number of the code base (4)  length (4)  name in UTF-8
 *   parent → child   status (1)  length (4)  body
 * </pre>
 */
final class CodeProtocol {

    /** Asks where a code base has its files. */
    static final byte PLACES = 1;

    /** Asks for a class by its name. */
    static final byte CLASS = 2;

    /** Asks for all resources of a name. */
    static final byte RESOURCES = 3;

    private static final int REQUEST_HEAD_BYTES = 9;
    private static final int ANSWER_HEAD_BYTES = 5;

    /** The longest name of a class has so many bytes. */
    private static final int MAX_NAME_BYTES = 0xffff;

    private CodeProtocol() {}

    record Request(byte what, int base, String name) {}

    static void send(ByteChannel channel, Request request) throws IOException {
        byte[] name = request.name().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_NAME_BYTES) {
            throw new IOException("a name is too long: bytes=" + name.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(REQUEST_HEAD_BYTES + name.length);
        bytes.put(request.what()).putInt(request.base()).putInt(name.length).put(name);
        write(channel, bytes.flip());
    }

    static Request receiveRequest(ByteChannel channel) throws IOException {
        ByteBuffer head = read(channel, REQUEST_HEAD_BYTES);
        byte what = head.get();
        int base = head.getInt();
        int length = head.getInt();
        if (length < 0 || length > MAX_NAME_BYTES) {
            throw new IOException("impossible length of a name: bytes=" + length);
        }
        byte[] name = read(channel, length).array();
        return new Request(what, base, new String(name, StandardCharsets.UTF_8));
    }

    static void send(ByteChannel channel, CodeAnswer answer) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(ANSWER_HEAD_BYTES);
        write(channel, head.put(answer.status()).putInt(answer.body().length).flip());
        write(channel, ByteBuffer.wrap(answer.body()));
    }

    static CodeAnswer receiveAnswer(ByteChannel channel) throws IOException {
        ByteBuffer head = read(channel, ANSWER_HEAD_BYTES);
        byte status = head.get();
        return new CodeAnswer(status, read(channel, head.getInt()).array());
    }

    private static void write(ByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer read(ByteChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other process has closed the connection");
            }
        }
        return buffer.flip();
    }
}
