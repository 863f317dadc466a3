package dev.procession.cli;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Renders values as JSON on one line.
 *
 * <p>Numbers and booleans stay what they are, but for NaN and the infinities, which JSON lacks and
 * which become strings. Collections and arrays become arrays; maps and records become objects; an
 * empty optional is {@code null} and a full one its content; all else is its {@code toString()}.
 */
public final class JsonText {

    /** Deeper values are taken for ones that contain themselves. */
    static final int MAX_DEPTH = 200;

    private final StringBuilder out = new StringBuilder();
    private int depth;

    /** A part that is JSON text already. */
    record Raw(String text) {}

    private JsonText() {}

    /**
     * Renders a value.
     *
     * @throws IllegalArgumentException if it is nested deeper than {@value #MAX_DEPTH}
     * @throws Exception what an accessor of a record throws
     */
    static String of(@Nullable Object value) throws Exception {
        var text = new JsonText();
        text.append(value);
        return text.out.toString();
    }

    /**
     * Renders a map whose values hold no records, as the parts of our own output are.
     *
     * @param map the map
     * @return an object on one line
     */
    public static String ofPlain(Map<String, ?> map) {
        try {
            return of(map);
        } catch (Exception impossible) {
            throw new AssertionError("only the accessors of a record throw", impossible);
        }
    }

    /** Tells whether a value is more than a scalar, so that JSON is its best form on one line. */
    static boolean isStructure(Object value) {
        return value instanceof Collection<?>
                || value instanceof Map<?, ?>
                || value instanceof Record
                || value.getClass().isArray();
    }

    private void append(@Nullable Object value) throws Exception {
        switch (value) {
            case null -> out.append("null");
            case Raw raw -> out.append(raw.text());
            case Boolean bool -> out.append(bool);
            case Double number -> number(number);
            case Float number -> number(number);
            case Number number when isExact(number) -> out.append(number);
            case Optional<?> optional -> append(optional.orElse(null));
            case OptionalInt optional ->
                    append(optional.isPresent() ? optional.getAsInt() : (Object) null);
            case OptionalLong optional ->
                    append(optional.isPresent() ? optional.getAsLong() : (Object) null);
            case OptionalDouble optional ->
                    append(optional.isPresent() ? optional.getAsDouble() : (Object) null);
            case Object structure when isStructure(structure) -> nested(structure);
            default -> quote(String.valueOf(value));
        }
    }

    private static boolean isExact(Number number) {
        return number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal
                || number instanceof AtomicInteger
                || number instanceof AtomicLong;
    }

    private void number(Number number) {
        var isFinite = Double.isFinite(number.doubleValue());
        if (isFinite) {
            out.append(number);
        } else {
            quote(number.toString());
        }
    }

    private void nested(Object structure) throws Exception {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "a result must not be nested deeper than "
                            + MAX_DEPTH
                            + " levels; perhaps it contains itself: type="
                            + structure.getClass().getName());
        }
        switch (structure) {
            case Map<?, ?> map -> object(map);
            case Collection<?> elements -> elements(elements);
            case Record values -> record(values);
            default -> array(structure);
        }
        depth--;
    }

    private void object(Map<?, ?> map) throws Exception {
        out.append('{');
        var isFirst = true;
        for (var entry : map.entrySet()) {
            isFirst = comma(isFirst);
            quote(String.valueOf(entry.getKey()));
            out.append(':');
            append(entry.getValue());
        }
        out.append('}');
    }

    private void elements(Collection<?> elements) throws Exception {
        out.append('[');
        var isFirst = true;
        for (var element : elements) {
            isFirst = comma(isFirst);
            append(element);
        }
        out.append(']');
    }

    private void array(Object array) throws Exception {
        out.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            comma(i == 0);
            append(Array.get(array, i));
        }
        out.append(']');
    }

    private void record(Record values) throws Exception {
        out.append('{');
        var isFirst = true;
        for (var component : values.getClass().getRecordComponents()) {
            isFirst = comma(isFirst);
            quote(component.getName());
            out.append(':');
            append(read(values, component));
        }
        out.append('}');
    }

    private static @Nullable Object read(Record values, RecordComponent component)
            throws Exception {
        var accessor = component.getAccessor();
        accessor.trySetAccessible();
        try {
            return accessor.invoke(values);
        } catch (InvocationTargetException thrown) {
            switch (thrown.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                case null, default -> throw thrown;
            }
        }
    }

    private boolean comma(boolean isFirst) {
        if (!isFirst) {
            out.append(',');
        }
        return false;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            switch (character) {
                case '"', '\\' -> out.append('\\').append(character);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (character < ' ' || isLoneSurrogate(text, i)) {
                        out.append(String.format("\\u%04x", (int) character));
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }

    /** A surrogate without its other half has no UTF-8 form; JSON can still name it. */
    private static boolean isLoneSurrogate(String text, int index) {
        var character = text.charAt(index);
        if (Character.isHighSurrogate(character)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(character)
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
