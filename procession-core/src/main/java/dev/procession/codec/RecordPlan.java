package dev.procession.codec;

import dev.procession.CodecException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * A record: its class and its components in order; primitive components without a tag.
 *
 * <p>Like JDK serialization this reads fields, not accessors, and creates by the canonical
 * constructor. Records with {@code writeReplace} or {@code readResolve}, and those in packages that
 * are not open to this module, are left to JDK serialization.
 */
final class RecordPlan extends Plan {

    private static final int REFERENCE = 0;

    /** After so many reads by reflection, which starts fast, a method handle takes over. */
    private static final int READS_BEFORE_HANDLE = 100;

    final byte[] definition;
    private final Class<?> type;
    private final Field[] fields;
    private final int[] kinds;
    private final Constructor<?> constructor;

    /** Grows without synchronization: a lost count only delays the handle. */
    private int reads;

    private @Nullable MethodHandle reader;

    private RecordPlan(
            Class<?> type, int hash, Field[] fields, int[] kinds, Constructor<?> constructor) {
        super(Tags.RECORD);
        this.definition = definition(type, hash);
        this.type = type;
        this.fields = fields;
        this.kinds = kinds;
        this.constructor = constructor;
    }

    static Plan of(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)
                || declares(type, "writeReplace")
                || declares(type, "readResolve")) {
            return STREAM;
        }
        try {
            return ofComponents(type, type.getRecordComponents());
        } catch (ReflectiveOperationException e) {
            return STREAM;
        }
    }

    private static Plan ofComponents(Class<?> type, RecordComponent[] components)
            throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[components.length];
        Field[] fields = new Field[components.length];
        int[] kinds = new int[components.length];
        int hash = components.length;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            fields[i] = type.getDeclaredField(components[i].getName());
            kinds[i] = kindOf(types[i]);
            hash = mix(mix(hash, components[i].getName()), types[i].getName());
            if (!fields[i].trySetAccessible()) {
                return STREAM;
            }
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.trySetAccessible()
                ? new RecordPlan(type, hash, fields, kinds, constructor)
                : STREAM;
    }

    private static boolean declares(Class<?> type, String method) {
        try {
            type.getDeclaredMethod(method);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static int kindOf(Class<?> type) {
        if (!type.isPrimitive()) {
            return REFERENCE;
        }
        if (type == int.class) {
            return Tags.INT;
        }
        if (type == long.class) {
            return Tags.LONG;
        }
        if (type == double.class) {
            return Tags.DOUBLE;
        }
        if (type == boolean.class) {
            return Tags.TRUE;
        }
        if (type == byte.class) {
            return Tags.BYTE;
        }
        if (type == short.class) {
            return Tags.SHORT;
        }
        return type == char.class ? Tags.CHAR : Tags.FLOAT;
    }

    boolean write(Encoder out, Object value) {
        out.classReference(this, definition);
        Sink sink = out.sink();
        try {
            for (int i = 0; i < fields.length; i++) {
                if (kinds[i] == REFERENCE) {
                    if (!out.write(fields[i].get(value))) {
                        return false;
                    }
                } else {
                    writePrimitive(sink, kinds[i], fields[i], value);
                }
            }
            return true;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writePrimitive(Sink sink, int kind, Field field, Object value)
            throws IllegalAccessException {
        switch (kind) {
            case Tags.INT -> sink.putZigzag(field.getInt(value));
            case Tags.LONG -> sink.putZigzag(field.getLong(value));
            case Tags.DOUBLE -> sink.putLong(Double.doubleToRawLongBits(field.getDouble(value)));
            case Tags.TRUE -> sink.putByte(field.getBoolean(value) ? 1 : 0);
            case Tags.BYTE -> sink.putByte(field.getByte(value));
            case Tags.SHORT -> sink.putShort(field.getShort(value));
            case Tags.CHAR -> sink.putShort(field.getChar(value));
            default -> sink.putInt(Float.floatToRawIntBits(field.getFloat(value)));
        }
    }

    Object read(Decoder in) throws Throwable {
        MethodHandle handle = reader;
        if (handle != null) {
            return (Object) handle.invokeExact(in);
        }
        if (++reads == READS_BEFORE_HANDLE) {
            reader = RecordReaders.of(constructor);
        }
        return readByReflection(in);
    }

    private Object readByReflection(Decoder in) throws Throwable {
        @Nullable Object[] arguments = new Object[kinds.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = kinds[i] == REFERENCE ? in.read() : primitive(in.source(), kinds[i]);
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            throw new CodecException(
                    "malformed message: a component of " + type.getName() + " has a wrong type", e);
        }
    }

    private static Object primitive(Source source, int kind) {
        return switch (kind) {
            case Tags.INT -> (Object) source.getZigzag();
            case Tags.LONG -> (Object) source.getZigzagLong();
            case Tags.DOUBLE -> (Object) Double.longBitsToDouble(source.getLong());
            case Tags.TRUE -> (Object) (source.getByte() != 0);
            case Tags.BYTE -> (Object) source.getByte();
            case Tags.SHORT -> (Object) source.getShort();
            case Tags.CHAR -> (Object) (char) source.getShort();
            default -> (Object) Float.intBitsToFloat(source.getInt());
        };
    }
}
