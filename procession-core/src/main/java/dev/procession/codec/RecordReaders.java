package dev.procession.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * Makes, for records that are read often, one method handle that reads all components and calls the
 * constructor: no array of arguments and no boxes.
 *
 * <p>For components a, b the handle is {@code in -> { a = readA(in); b = readB(in); return new R(a,
 * b); }}: folded from the inside, because a fold runs its combiner before what it is folded into.
 */
final class RecordReaders {

    private static final int MAX_COMPONENTS = 32;

    private RecordReaders() {}

    /** Returns a handle of type {@code (Decoder)Object}, or null if there can be none. */
    static @Nullable MethodHandle of(Constructor<?> constructor) {
        Class<?>[] types = constructor.getParameterTypes();
        int count = types.length;
        if (count == 0 || count > MAX_COMPONENTS) {
            return null;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle handle = reversed(lookup.unreflectConstructor(constructor), types);
            for (int i = count - 1; i >= 0; i--) {
                MethodHandle reader = reader(lookup, types[i]);
                Class<?>[] readBefore = new Class<?>[i];
                for (int j = 0; j < i; j++) {
                    readBefore[j] = types[i - 1 - j];
                }
                handle =
                        MethodHandles.foldArguments(
                                handle, MethodHandles.dropArguments(reader, 0, readBefore));
            }
            return handle.asType(MethodType.methodType(Object.class, Decoder.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** From {@code (A, B)R} to {@code (B, A, Decoder)R}. */
    private static MethodHandle reversed(MethodHandle constructor, Class<?>[] types) {
        int count = types.length;
        Class<?>[] reversed = new Class<?>[count + 1];
        int[] order = new int[count + 1];
        for (int i = 0; i < count; i++) {
            reversed[count - 1 - i] = types[i];
            order[i] = count - 1 - i;
        }
        reversed[count] = Decoder.class;
        order[count] = count;
        return MethodHandles.permuteArguments(
                MethodHandles.dropArguments(constructor, count, Decoder.class),
                MethodType.methodType(constructor.type().returnType(), reversed),
                order);
    }

    private static MethodHandle reader(MethodHandles.Lookup lookup, Class<?> type)
            throws ReflectiveOperationException {
        Class<?> read = type.isPrimitive() ? type : Object.class;
        String name = type.isPrimitive() ? type.getName() + "Of" : "anyOf";
        return lookup.findStatic(
                        RecordReaders.class, name, MethodType.methodType(read, Decoder.class))
                .asType(MethodType.methodType(type, Decoder.class));
    }

    private static @Nullable Object anyOf(Decoder in) throws Throwable {
        return in.read();
    }

    private static boolean booleanOf(Decoder in) {
        return in.source().getByte() != 0;
    }

    private static byte byteOf(Decoder in) {
        return in.source().getByte();
    }

    private static short shortOf(Decoder in) {
        return in.source().getShort();
    }

    private static char charOf(Decoder in) {
        return (char) in.source().getShort();
    }

    private static int intOf(Decoder in) {
        return in.source().getZigzag();
    }

    private static long longOf(Decoder in) {
        return in.source().getZigzagLong();
    }

    private static float floatOf(Decoder in) {
        return Float.intBitsToFloat(in.source().getInt());
    }

    private static double doubleOf(Decoder in) {
        return Double.longBitsToDouble(in.source().getLong());
    }
}
