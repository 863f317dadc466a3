package dev.procession.codec;

import dev.procession.CodecException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of primitive values: the length as a varint, then the elements little-endian. */
final class PrimitiveArrays {

    private PrimitiveArrays() {}

    static void put(Sink sink, int tag, Object array) {
        int length = Array.getLength(array);
        long bytes = (long) length * elementBytes(tag);
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new CodecException("an array is too long: length=" + length + ", bytes=" + bytes);
        }
        sink.putVarint(length);
        int at = sink.reserve((int) bytes);
        if (tag == Tags.BYTES) {
            System.arraycopy(array, 0, sink.array(), at, length);
        } else if (tag == Tags.BOOLEANS) {
            boolean[] values = (boolean[]) array;
            for (int i = 0; i < length; i++) {
                sink.array()[at + i] = (byte) (values[i] ? 1 : 0);
            }
        } else {
            copyIn(view(sink.array(), at, (int) bytes), tag, array);
        }
    }

    static Object get(Source source, int tag) {
        int length = source.getVarint();
        long bytes = (long) length * elementBytes(tag);
        source.require(length < 0 ? -1L : bytes);
        int at = source.skip((int) bytes);
        if (tag == Tags.BYTES) {
            byte[] values = new byte[length];
            System.arraycopy(source.bytes(), at, values, 0, length);
            return values;
        }
        if (tag == Tags.BOOLEANS) {
            boolean[] values = new boolean[length];
            for (int i = 0; i < length; i++) {
                values[i] = source.bytes()[at + i] != 0;
            }
            return values;
        }
        return copyOut(view(source.bytes(), at, (int) bytes), tag, length);
    }

    private static ByteBuffer view(byte[] bytes, int offset, int length) {
        return ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void copyIn(ByteBuffer target, int tag, Object array) {
        switch (tag) {
            case Tags.SHORTS -> target.asShortBuffer().put((short[]) array);
            case Tags.CHARS -> target.asCharBuffer().put((char[]) array);
            case Tags.INTS -> target.asIntBuffer().put((int[]) array);
            case Tags.LONGS -> target.asLongBuffer().put((long[]) array);
            case Tags.FLOATS -> target.asFloatBuffer().put((float[]) array);
            default -> target.asDoubleBuffer().put((double[]) array);
        }
    }

    private static Object copyOut(ByteBuffer bytes, int tag, int length) {
        switch (tag) {
            case Tags.SHORTS -> {
                short[] values = new short[length];
                bytes.asShortBuffer().get(values);
                return values;
            }
            case Tags.CHARS -> {
                char[] values = new char[length];
                bytes.asCharBuffer().get(values);
                return values;
            }
            case Tags.INTS -> {
                int[] values = new int[length];
                bytes.asIntBuffer().get(values);
                return values;
            }
            case Tags.LONGS -> {
                long[] values = new long[length];
                bytes.asLongBuffer().get(values);
                return values;
            }
            case Tags.FLOATS -> {
                float[] values = new float[length];
                bytes.asFloatBuffer().get(values);
                return values;
            }
            default -> {
                double[] values = new double[length];
                bytes.asDoubleBuffer().get(values);
                return values;
            }
        }
    }

    private static int elementBytes(int tag) {
        return switch (tag) {
            case Tags.BOOLEANS, Tags.BYTES -> 1;
            case Tags.SHORTS, Tags.CHARS -> 2;
            case Tags.INTS, Tags.FLOATS -> 4;
            default -> 8;
        };
    }
}
