package dev.procession.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records of primitives and texts as bytes: the components in their order, a text as its length and
 * its bytes in UTF-8.
 */
final class RecordCodec<R extends Record> {

    private static final int NULL_TEXT = -1;

    private final Class<R> type;
    private final RecordComponent[] components;
    private final Constructor<R> constructor;

    RecordCodec(Class<R> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            this.constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            for (RecordComponent each : components) {
                requireSupported(each);
                each.getAccessor().setAccessible(true);
            }
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "a shared struct needs access to its record; open the package to dev.procession:"
                            + " type="
                            + type.getName(),
                    closed);
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void requireSupported(RecordComponent component) {
        Class<?> found = component.getType();
        if (!found.isPrimitive() && found != String.class) {
            throw new IllegalArgumentException(
                    "the components of a shared struct are primitives and texts: type="
                            + type.getName()
                            + ", component="
                            + component.getName()
                            + ", its type="
                            + found.getName());
        }
    }

    Class<R> type() {
        return type;
    }

    /** Returns how many bytes a record has without the characters of its texts. */
    int fixedBytes() {
        return Arrays.stream(components).mapToInt(each -> bytes(each.getType())).sum();
    }

    private static int bytes(Class<?> type) {
        if (type == long.class || type == double.class) {
            return Long.BYTES;
        }
        if (type == short.class || type == char.class) {
            return Short.BYTES;
        }
        return type == boolean.class || type == byte.class ? 1 : Integer.BYTES;
    }

    byte[] encode(R value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (RecordComponent each : components) {
                write(out, each.getAccessor().invoke(value));
            }
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IllegalAccessException | InvocationTargetException refused) {
            throw new IllegalArgumentException("the record cannot be read: " + value, refused);
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeInt(NULL_TEXT);
            case Integer number -> out.writeInt(number);
            case Long number -> out.writeLong(number);
            case Double number -> out.writeLong(Double.doubleToRawLongBits(number));
            case Float number -> out.writeInt(Float.floatToRawIntBits(number));
            case Boolean truth -> out.writeBoolean(truth);
            case Byte number -> out.writeByte(number);
            case Short number -> out.writeShort(number);
            case Character character -> out.writeChar(character);
            case String text -> {
                byte[] encoded = Texts.encode(text);
                out.writeInt(encoded.length);
                out.write(encoded);
            }
            default -> throw new AssertionError(value);
        }
    }

    R decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            @Nullable Object[] values = new @Nullable Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = read(in, components[i].getType());
            }
            return constructor.newInstance(values);
        } catch (IOException tooShort) {
            throw new IllegalStateException("a peer has overwritten shared memory", tooShort);
        } catch (ReflectiveOperationException refused) {
            throw new IllegalStateException(
                    "the record cannot be made: type=" + type.getName(), refused);
        }
    }

    private static @Nullable Object read(DataInputStream in, Class<?> type) throws IOException {
        return switch (type.getName()) {
            case "int" -> in.readInt();
            case "long" -> in.readLong();
            case "double" -> Double.longBitsToDouble(in.readLong());
            case "float" -> Float.intBitsToFloat(in.readInt());
            case "boolean" -> in.readBoolean();
            case "byte" -> in.readByte();
            case "short" -> in.readShort();
            case "char" -> in.readChar();
            default -> readText(in);
        };
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NULL_TEXT) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException("no such text: length=" + length);
        }
        return Texts.decode(in.readNBytes(length));
    }
}
