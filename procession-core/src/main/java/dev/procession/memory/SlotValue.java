package dev.procession.memory;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The types of values that a {@link SharedList} can have, and their bytes. */
final class SlotValue {

    /** What there is in the beginning. */
    private static final int NULL = 0;

    private static final int LONG = 1;
    private static final int INTEGER = 2;
    private static final int DOUBLE = 3;
    private static final int BOOLEAN = 4;
    private static final int STRING = 5;
    private static final int BYTES = 6;

    private SlotValue() {}

    static int kind(@Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case Long number -> LONG;
            case Integer number -> INTEGER;
            case Double number -> DOUBLE;
            case Boolean truth -> BOOLEAN;
            case String text -> STRING;
            case byte[] bytes -> BYTES;
            default ->
                    throw new IllegalArgumentException(
                            "a shared list has values of the types Long, Integer, Double, Boolean,"
                                    + " String and byte[], and null: type="
                                    + value.getClass().getName());
        };
    }

    static byte[] encode(@Nullable Object value) {
        return switch (value) {
            case Long number -> ByteBuffer.allocate(Long.BYTES).putLong(number).array();
            case Integer number -> ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            case Double number -> ByteBuffer.allocate(Double.BYTES).putDouble(number).array();
            case Boolean truth -> new byte[] {(byte) (truth ? 1 : 0)};
            case String text -> Texts.encode(text);
            case byte[] bytes -> bytes;
            case null, default -> new byte[0];
        };
    }

    static @Nullable Object decode(int kind, byte[] bytes) {
        try {
            return switch (kind) {
                case NULL -> null;
                case LONG -> ByteBuffer.wrap(bytes).getLong();
                case INTEGER -> ByteBuffer.wrap(bytes).getInt();
                case DOUBLE -> ByteBuffer.wrap(bytes).getDouble();
                case BOOLEAN -> ByteBuffer.wrap(bytes).get() != 0;
                case STRING -> Texts.decode(bytes);
                case BYTES -> bytes;
                default -> throw corrupt(kind, bytes, null);
            };
        } catch (BufferUnderflowException tooShort) {
            throw corrupt(kind, bytes, tooShort);
        }
    }

    private static IllegalStateException corrupt(
            int kind, byte[] bytes, @Nullable Exception cause) {
        return new IllegalStateException(
                "a peer has overwritten shared memory: kind=" + kind + ", bytes=" + bytes.length,
                cause);
    }
}
