package dev.procession.internal.channel;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A frame has come that was too long, or that the memory had no room for. Its bytes were thrown
 * away but for the first, and the next frame can be received.
 */
public final class LostFrameException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    /** So many of the first bytes are kept: enough to tell whom the frame was for. */
    public static final int HEAD_BYTES = 16;

    private final byte[] head;

    /**
     * For one frame.
     *
     * @param head the first bytes
     * @param length of the frame
     * @param lack what the JVM has thrown when room was to be made; null if it was too long
     */
    LostFrameException(byte[] head, int length, @Nullable OutOfMemoryError lack) {
        super(lack == null ? tooLong(length) : noRoom(length), lack);
        this.head = head;
    }

    private static String tooLong(int length) {
        return "too long: bytes=" + length;
    }

    private static String noRoom(int length) {
        return "too large for the memory: bytes="
                + length
                + ", max heap="
                + Runtime.getRuntime().maxMemory();
    }

    /**
     * Returns how the frame begins.
     *
     * @return its first bytes, {@value #HEAD_BYTES} if it has so many
     */
    public byte[] head() {
        return head.clone();
    }
}
