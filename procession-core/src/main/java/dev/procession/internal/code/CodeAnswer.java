package dev.procession.internal.code;

import dev.procession.codec.Sink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a child is told. */
final class CodeAnswer {

    static final byte FOUND = 1;
    static final byte NONE = 2;
    static final byte FAILED = 3;

    private final byte status;
    private final byte[] body;

    /**
     * Creates it.
     *
     * @param status {@link #FOUND}, {@link #NONE} or {@link #FAILED}
     * @param body what was found, or why it cannot be sent, in UTF-8
     */
    CodeAnswer(byte status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    static CodeAnswer none() {
        return new CodeAnswer(NONE, new byte[0]);
    }

    static CodeAnswer failed(String why) {
        return new CodeAnswer(FAILED, why.getBytes(StandardCharsets.UTF_8));
    }

    static CodeAnswer found(Sink body) {
        return new CodeAnswer(FOUND, Arrays.copyOf(body.array(), body.size()));
    }

    byte status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** The body of one that failed. */
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean isSameAs(CodeAnswer other) {
        return status == other.status && Arrays.equals(body, other.body);
    }

    /** Appends bytes with their length before them. */
    static void put(Sink sink, byte[] bytes) {
        sink.putVarint(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }
}
