package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Arrays of primitive values: the length as a varint, then the elements little-endian. */
final class PrimitiveArrays {

    private PrimitiveArrays() {}

    /** Puts an array with its tag, or has it attached. */
    static void put(Sink sink, int tag, Object array) {
        long bytes = bytes(tag, array);
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new CodecException(
                    "an array is too long: length=" + length(array) + ", bytes=" + bytes);
        }
        if (sink.attaches(tag, bytes)) {
            sink.putByte(Tags.ATTACHMENT);
            sink.putVarint(sink.attach(tag, array));
            return;
        }
        sink.putByte(tag);
        sink.putVarint(length(array));
        int at = sink.reserve((int) bytes);
        write(view(sink.array(), at, (int) bytes), tag, array);
    }

    static Object get(Source source, int tag) {
        int length = source.getVarint();
        long bytes = (long) length * elementBytes(tag);
        source.require(length < 0 ? -1L : bytes);
        int at = source.skip((int) bytes);
        return read(view(source.bytes(), at, (int) bytes), tag, length, null);
    }

    private static ByteBuffer view(byte[] bytes, int offset, int length) {
        return ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the tag of the class of an array; -1 if it is another class. */
    static int tag(Class<?> type) {
        if (type == byte[].class) {
            return Tags.BYTES;
        }
        if (type == double[].class) {
            return Tags.DOUBLES;
        }
        if (type == int[].class) {
            return Tags.INTS;
        }
        if (type == long[].class) {
            return Tags.LONGS;
        }
        if (type == float[].class) {
            return Tags.FLOATS;
        }
        if (type == short[].class) {
            return Tags.SHORTS;
        }
        return type == char[].class ? Tags.CHARS : -1;
    }

    static int length(Object array) {
        return Array.getLength(array);
    }

    /** How many bytes its elements take. */
    static long bytes(int tag, Object array) {
        return (long) length(array) * elementBytes(tag);
    }

    static int elementBytes(int tag) {
        return switch (tag) {
            case Tags.BOOLEANS, Tags.BYTES -> 1;
            case Tags.SHORTS, Tags.CHARS -> 2;
            case Tags.INTS, Tags.FLOATS -> 4;
            default -> 8;
        };
    }

    /** Copies the elements of an array to the position of a buffer, which then is behind them. */
    static void write(ByteBuffer target, int tag, Object array) {
        int bytes = (int) bytes(tag, array);
        int at = target.position();
        if (bytes >= LargeCopy.LEAST_BYTES && LargeCopy.isFor(target, tag)) {
            LargeCopy.write(target, tag, array);
        } else {
            writeAlone(target, tag, array);
        }
        target.position(at + bytes);
    }

    private static void writeAlone(ByteBuffer target, int tag, Object array) {
        switch (tag) {
            case Tags.BOOLEANS -> {
                for (boolean value : (boolean[]) array) {
                    target.put((byte) (value ? 1 : 0));
                }
            }
            case Tags.BYTES -> target.put((byte[]) array);
            case Tags.SHORTS -> target.asShortBuffer().put((short[]) array);
            case Tags.CHARS -> target.asCharBuffer().put((char[]) array);
            case Tags.INTS -> target.asIntBuffer().put((int[]) array);
            case Tags.LONGS -> target.asLongBuffer().put((long[]) array);
            case Tags.FLOATS -> target.asFloatBuffer().put((float[]) array);
            default -> target.asDoubleBuffer().put((double[]) array);
        }
    }

    /**
     * Copies elements from the position of a buffer, which then is behind them.
     *
     * @param into perhaps an array, which is filled if it is as long and of the same type
     * @return the array that was filled
     */
    static Object read(ByteBuffer source, int tag, int length, @Nullable Object into) {
        Object array =
                into != null && tag(into.getClass()) == tag && length(into) == length
                        ? into
                        : create(tag, length);
        read(source, tag, array);
        return array;
    }

    private static Object create(int tag, int length) {
        return switch (tag) {
            case Tags.BOOLEANS -> new boolean[length];
            case Tags.BYTES -> new byte[length];
            case Tags.SHORTS -> new short[length];
            case Tags.CHARS -> new char[length];
            case Tags.INTS -> new int[length];
            case Tags.LONGS -> new long[length];
            case Tags.FLOATS -> new float[length];
            default -> new double[length];
        };
    }

    /** Fills an array from the position of a buffer, which then is behind the elements. */
    private static void read(ByteBuffer source, int tag, Object array) {
        int bytes = (int) bytes(tag, array);
        int at = source.position();
        if (bytes >= LargeCopy.LEAST_BYTES && LargeCopy.isFor(source, tag)) {
            LargeCopy.read(source, tag, array);
        } else {
            readAlone(source, tag, array);
        }
        source.position(at + bytes);
    }

    private static void readAlone(ByteBuffer source, int tag, Object array) {
        switch (tag) {
            case Tags.BOOLEANS -> {
                boolean[] values = (boolean[]) array;
                for (int i = 0; i < values.length; i++) {
                    values[i] = source.get() != 0;
                }
            }
            case Tags.BYTES -> source.get((byte[]) array);
            case Tags.SHORTS -> source.asShortBuffer().get((short[]) array);
            case Tags.CHARS -> source.asCharBuffer().get((char[]) array);
            case Tags.INTS -> source.asIntBuffer().get((int[]) array);
            case Tags.LONGS -> source.asLongBuffer().get((long[]) array);
            case Tags.FLOATS -> source.asFloatBuffer().get((float[]) array);
            default -> source.asDoubleBuffer().get((double[]) array);
        }
    }
}
