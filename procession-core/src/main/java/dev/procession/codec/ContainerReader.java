package dev.procession.codec;

import dev.procession.CodecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the common collections of the JDK. */
final class ContainerReader {

    private ContainerReader() {}

    static Object get(Decoder in, int tag) throws Throwable {
        if (tag == Tags.OPTIONAL) {
            return Optional.ofNullable(in.read());
        }
        boolean pairs = tag == Tags.MAP_OF || tag == Tags.HASH_MAP || tag == Tags.LINKED_HASH_MAP;
        int count = in.claim(in.source().getVarint(), pairs ? 2 : 1);
        return switch (tag) {
            case Tags.ARRAY_LIST -> into(in, new ArrayList<>(count), count);
            case Tags.STRINGS -> strings(in, count);
            case Tags.OBJECTS -> objects(in, count);
            case Tags.LIST_OF -> List.of(objects(in, count));
            case Tags.LIST_WITH_NULLS -> Arrays.stream(objects(in, count)).toList();
            case Tags.SET_OF -> setOf(in, count);
            case Tags.HASH_SET -> set(in, HashSet.newHashSet(count), count);
            case Tags.LINKED_HASH_SET -> set(in, LinkedHashSet.newLinkedHashSet(count), count);
            case Tags.HASH_MAP -> map(in, HashMap.newHashMap(count), count);
            case Tags.LINKED_HASH_MAP -> map(in, LinkedHashMap.newLinkedHashMap(count), count);
            case Tags.MAP_OF -> mapOf(in, count);
            default -> throw new CodecException("malformed message: unknown tag " + tag);
        };
    }

    private static Collection<@Nullable Object> into(
            Decoder in, Collection<@Nullable Object> target, int count) throws Throwable {
        for (int i = 0; i < count; i++) {
            target.add(in.read());
        }
        return target;
    }

    private static Object set(Decoder in, Set<@Nullable Object> target, int count)
            throws Throwable {
        in.enterHashed();
        into(in, target, count);
        in.leaveHashed();
        return target;
    }

    private static Object map(Decoder in, Map<@Nullable Object, @Nullable Object> target, int count)
            throws Throwable {
        for (int i = 0; i < count; i++) {
            Object key = key(in);
            target.put(key, in.read());
        }
        return target;
    }

    private static @Nullable Object key(Decoder in) throws Throwable {
        in.enterHashed();
        Object key = in.read();
        in.leaveHashed();
        return key;
    }

    private static @Nullable Object[] objects(Decoder in, int count) throws Throwable {
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.read();
        }
        return values;
    }

    private static @Nullable String[] strings(Decoder in, int count) throws Throwable {
        @Nullable String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            Object value = in.read();
            if (value != null && !(value instanceof String)) {
                throw new CodecException("malformed message: not a string in an array of strings");
            }
            values[i] = (String) value;
        }
        return values;
    }

    private static Object setOf(Decoder in, int count) throws Throwable {
        in.enterHashed();
        Object set = Set.of(objects(in, count));
        in.leaveHashed();
        return set;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types cannot be created
    private static Object mapOf(Decoder in, int count) throws Throwable {
        Map.Entry<Object, Object>[] entries = new Map.Entry[count];
        for (int i = 0; i < count; i++) {
            Object key = key(in);
            entries[i] = Map.entry(required(key), required(in.read()));
        }
        return Map.ofEntries(entries);
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new CodecException("malformed message: null in an immutable map");
        }
        return value;
    }
}
