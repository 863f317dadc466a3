package dev.procession.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that precede a task's encoded argument, and the kinds of results.
 *
 * <pre>
 *   call:                  0: CALL                                     the argument is the work itself
 *   known function:        0: APPLY         1: slot
 *   new function:          0: DEFINE_APPLY  1: slot  2: int length  6: the encoded function
 * </pre>
 *
 * <p>Task id and kind of result travel in the lane's cells, apart from the payload, so that a
 * payload that cannot be decoded fails one task only.
 */
final class TaskFrame {

    static final byte CALL = 0;
    static final byte APPLY = 1;
    static final byte DEFINE_APPLY = 2;

    /** The result is the encoded value. */
    static final int VALUE = 1;

    /** The result is the mirror of what the task threw. */
    static final int THROWN = 2;

    /** As THROWN, and it is an OutOfMemoryError: the worker retires. */
    static final int OUT_OF_MEMORY = 3;

    /** As THROWN, by the codec: the argument could not be decoded, or the result not encoded. */
    static final int NOT_CODED = 4;

    /** Longest encoded argument, function or result. */
    static final int MAX_BYTES = 1 << 30;

    static final byte[] CALL_HEAD = {CALL};

    static final int DEFINITION_OFFSET = 6;

    private TaskFrame() {}

    /** How an attempt failed of which another may come to something else; null for the rest. */
    static RetryPolicy.@Nullable Failure failure(int status) {
        return switch (status) {
            case THROWN -> RetryPolicy.Failure.EXCEPTION;
            case OUT_OF_MEMORY -> RetryPolicy.Failure.OUT_OF_MEMORY;
            default -> null;
        };
    }

    /** Writes the head of a task whose function the worker knows; returns its length. */
    static int apply(byte[] head, int slot) {
        head[0] = APPLY;
        head[1] = (byte) slot;
        return 2;
    }

    /** Makes the head of a task that brings its function along. */
    static byte[] define(int slot, byte[] function) {
        return ByteBuffer.allocate(DEFINITION_OFFSET + function.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(DEFINE_APPLY)
                .put((byte) slot)
                .putInt(function.length)
                .put(function)
                .array();
    }

    /** Reads the length of the function that a task brings along. */
    static int definitionLength(byte[] frame) {
        return (frame[2] & 0xff)
                | ((frame[3] & 0xff) << 8)
                | ((frame[4] & 0xff) << 16)
                | ((frame[5] & 0xff) << 24);
    }
}
