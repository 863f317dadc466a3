package dev.procession.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that precede a task's encoded argument, and the kinds of results.
 *
 * <pre>
 *   call:                  0: CALL          1: int code                the argument is the work itself
 *   known function:        0: APPLY         1: slot
 *   new function:          0: DEFINE_APPLY  1: int code  5: slot  6: int length  10: the function
 * </pre>
 *
 * <p>If {@link #STORED} is added to the first byte, a reference to a {@link
 * dev.procession.internal.channel.MessageFile} is there in place of the argument.
 *
 * <p>The code is the number of a {@link dev.procession.internal.code.CodeBase}. Task id and kind of
 * result travel in the lane's cells, apart from the payload, so that a payload that cannot be
 * decoded fails one task only.
 */
final class TaskFrame {

    static final byte CALL = 0;
    static final byte APPLY = 1;
    static final byte DEFINE_APPLY = 2;

    /** Added to the kind of a task: the argument lies in a file. */
    static final byte STORED = 0x40;

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

    static final int CALL_OFFSET = 5;

    static final int DEFINITION_OFFSET = 10;

    private static final byte[] STANDARD_CALL = {CALL, 0, 0, 0, 0};
    private static final byte[] STORED_CALL = {CALL | STORED, 0, 0, 0, 0};

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
    static int apply(byte[] head, int slot, boolean isStored) {
        head[0] = kind(APPLY, isStored);
        head[1] = (byte) slot;
        return 2;
    }

    /** Returns the head of a task that has its function in its argument; not to be written to. */
    static byte[] call(int code, boolean isStored) {
        if (code == 0) {
            return isStored ? STORED_CALL : STANDARD_CALL;
        }
        return begin(CALL_OFFSET, kind(CALL, isStored), code).array();
    }

    private static byte kind(byte kind, boolean isStored) {
        return (byte) (isStored ? kind | STORED : kind);
    }

    /** Reads the kind of a task. */
    static byte kind(byte[] frame) {
        return (byte) (frame[0] & ~STORED);
    }

    /** Tells whether the argument lies in a file. */
    static boolean isStored(byte[] frame) {
        return (frame[0] & STORED) != 0;
    }

    /** Makes the head of a task that brings its function along. */
    static byte[] define(int code, int slot, byte[] function, boolean isStored) {
        byte kind = kind(DEFINE_APPLY, isStored);
        return begin(DEFINITION_OFFSET + function.length, kind, code)
                .put((byte) slot)
                .putInt(function.length)
                .put(function)
                .array();
    }

    private static ByteBuffer begin(int length, byte kind, int code) {
        ByteBuffer head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return head.put(kind).putInt(code);
    }

    /** Reads the number of the code base of a call or a definition. */
    static int code(byte[] frame) {
        return intAt(frame, 1);
    }

    /** Reads the slot of a definition. */
    static int definedSlot(byte[] frame) {
        return frame[5];
    }

    /** Reads the length of the function that a task brings along. */
    static int definitionLength(byte[] frame) {
        return intAt(frame, 6);
    }

    private static int intAt(byte[] frame, int at) {
        return (frame[at] & 0xff)
                | ((frame[at + 1] & 0xff) << 8)
                | ((frame[at + 2] & 0xff) << 16)
                | ((frame[at + 3] & 0xff) << 24);
    }
}
