package dev.procession.codec;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the common collections of the JDK. */
final class Containers {

    private Containers() {}

    static boolean put(Encoder out, int tag, Object value) {
        switch (tag) {
            case Tags.STRINGS:
            case Tags.OBJECTS:
                return array(out, tag, (@Nullable Object[]) value);
            case Tags.LIST_OF:
                return immutableList(out, (List<?>) value);
            case Tags.HASH_SET:
            case Tags.LINKED_HASH_SET:
            case Tags.ARRAY_LIST:
                return collection(out, tag, (Collection<?>) value);
            case Tags.SET_OF:
                return ((Collection<?>) value).isEmpty()
                        ? empty(out, tag)
                        : collection(out, tag, (Collection<?>) value);
            case Tags.MAP_OF:
                return ((Map<?, ?>) value).isEmpty()
                        ? empty(out, tag)
                        : map(out, tag, (Map<?, ?>) value);
            case Tags.LINKED_HASH_MAP:
                return !isAccessOrdered((LinkedHashMap<?, ?>) value)
                        && map(out, tag, (Map<?, ?>) value);
            case Tags.HASH_MAP:
                return map(out, tag, (Map<?, ?>) value);
            default:
                return optional(out, (Optional<?>) value);
        }
    }

    /** An empty immutable collection is one object in each process, so it may come twice. */
    private static boolean empty(Encoder out, int tag) {
        out.sink().putByte(tag);
        out.sink().putByte(0);
        return true;
    }

    static boolean collection(Encoder out, int tag, Collection<?> values) {
        if (!out.enter(values)) {
            return false;
        }
        int count = values.size();
        out.sink().putByte(tag);
        out.sink().putVarint(count);
        Iterator<?> iterator = values.iterator();
        int left = count;
        while (iterator.hasNext()) {
            if (--left < 0) {
                throw Encoder.modified(values);
            }
            if (!out.write(iterator.next())) {
                return false;
            }
        }
        if (left != 0) {
            throw Encoder.modified(values);
        }
        out.leave();
        return true;
    }

    static boolean map(Encoder out, int tag, Map<?, ?> entries) {
        if (!out.enter(entries)) {
            return false;
        }
        int count = entries.size();
        out.sink().putByte(tag);
        out.sink().putVarint(count);
        Iterator<? extends Map.Entry<?, ?>> iterator = entries.entrySet().iterator();
        int left = count;
        while (iterator.hasNext()) {
            Map.Entry<?, ?> entry = iterator.next();
            if (--left < 0) {
                throw Encoder.modified(entries);
            }
            if (!out.write(entry.getKey()) || !out.write(entry.getValue())) {
                return false;
            }
        }
        if (left != 0) {
            throw Encoder.modified(entries);
        }
        out.leave();
        return true;
    }

    private static boolean array(Encoder out, int tag, @Nullable Object[] values) {
        if (!out.enter(values)) {
            return false;
        }
        out.sink().putByte(tag);
        out.sink().putVarint(values.length);
        for (Object value : values) {
            if (!out.write(value)) {
                return false;
            }
        }
        out.leave();
        return true;
    }

    /**
     * A list of {@code List.of} or of {@code Stream.toList}: they share a class, but only one takes
     * {@code contains(null)}. {@code List.copyOf} returns the former itself, and copies the latter.
     */
    private static boolean immutableList(Encoder out, List<?> values) {
        boolean empty = values.isEmpty();
        if (empty && List.copyOf(values) == values) {
            return empty(out, Tags.LIST_OF);
        }
        if (!out.enter(values)) {
            return false;
        }
        int start = out.sink().size();
        out.sink().putByte(Tags.LIST_OF);
        out.sink().putVarint(values.size());
        boolean nulls = false;
        for (Object value : values) {
            nulls |= value == null;
            if (!out.write(value)) {
                return false;
            }
        }
        if (nulls || List.copyOf(values) != values) {
            out.sink().setByte(start, Tags.LIST_WITH_NULLS);
        }
        out.leave();
        return true;
    }

    private static boolean optional(Encoder out, Optional<?> value) {
        if (value.isEmpty()) {
            out.sink().putByte(Tags.OPTIONAL);
            out.sink().putByte(Tags.NULL);
            return true;
        }
        if (!out.enter(value)) {
            return false;
        }
        out.sink().putByte(Tags.OPTIONAL);
        boolean done = out.write(value.get());
        out.leave();
        return done;
    }

    /**
     * Tells whether looking up a key moves it to the end. No method tells, so a copy is tried; if a
     * key's hash code fails, the answer is {@code true} and JDK serialization sees to it.
     */
    private static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        try {
            @SuppressWarnings("unchecked")
            LinkedHashMap<@Nullable Object, @Nullable Object> copy =
                    (LinkedHashMap<@Nullable Object, @Nullable Object>) map.clone();
            copy.clear();
            copy.put("first", null);
            copy.put("second", null);
            copy.get("first");
            return !"first".equals(copy.keySet().iterator().next());
        } catch (RuntimeException e) {
            return true;
        }
    }
}
