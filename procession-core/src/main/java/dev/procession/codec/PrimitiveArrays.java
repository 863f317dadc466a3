package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
        return read(view(source.bytes(), at, (int) bytes), tag, length);
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
        switch (tag) {
            case Tags.BOOLEANS -> {
                for (boolean value : (boolean[]) array) {
                    target.put((byte) (value ? 1 : 0));
                }
                return;
            }
            case Tags.BYTES -> {
                target.put((byte[]) array);
                return;
            }
            case Tags.SHORTS -> target.asShortBuffer().put((short[]) array);
            case Tags.CHARS -> target.asCharBuffer().put((char[]) array);
            case Tags.INTS -> target.asIntBuffer().put((int[]) array);
            case Tags.LONGS -> target.asLongBuffer().put((long[]) array);
            case Tags.FLOATS -> target.asFloatBuffer().put((float[]) array);
            default -> target.asDoubleBuffer().put((double[]) array);
        }
        target.position(target.position() + (int) bytes(tag, array));
    }

    /** Copies elements from the position of a buffer, which then is behind them. */
    static Object read(ByteBuffer source, int tag, int length) {
        Object array = copy(source, tag, length);
        if (tag > Tags.BYTES) {
            source.position(source.position() + length * elementBytes(tag));
        }
        return array;
    }

    private static Object copy(ByteBuffer bytes, int tag, int length) {
        return switch (tag) {
            case Tags.BOOLEANS -> {
                boolean[] values = new boolean[length];
                for (int i = 0; i < length; i++) {
                    values[i] = bytes.get() != 0;
                }
                yield values;
            }
            case Tags.BYTES -> {
                byte[] values = new byte[length];
                bytes.get(values);
                yield values;
            }
            case Tags.SHORTS -> {
                short[] values = new short[length];
                bytes.asShortBuffer().get(values);
                yield values;
            }
            case Tags.CHARS -> {
                char[] values = new char[length];
                bytes.asCharBuffer().get(values);
                yield values;
            }
            case Tags.INTS -> {
                int[] values = new int[length];
                bytes.asIntBuffer().get(values);
                yield values;
            }
            case Tags.LONGS -> {
                long[] values = new long[length];
                bytes.asLongBuffer().get(values);
                yield values;
            }
            case Tags.FLOATS -> {
                float[] values = new float[length];
                bytes.asFloatBuffer().get(values);
                yield values;
            }
            default -> {
                double[] values = new double[length];
                bytes.asDoubleBuffer().get(values);
                yield values;
            }
        };
    }
}
