package dev.procession.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map in its manager, in the order in which keys have come. */
final class ServerMap<K, V> extends Guarded implements MapOps<K, V> {

    /** The value of a key. */
    private static final class Slot<V> {
        /** Grows from slot to slot, so that the map's order is that of these. */
        final long born;

        V value;
        long mark;

        Slot(long born, V value) {
            this.born = born;
            this.value = value;
            this.mark = born;
        }
    }

    private final Map<K, Slot<V>> slots = new LinkedHashMap<>();
    private long changes;

    private static <V> @Nullable V value(@Nullable Slot<V> slot) {
        return slot == null ? null : slot.value;
    }

    /** Sets the value of a key, or removes it. */
    private void set(K key, @Nullable Slot<V> slot, @Nullable V value) {
        changes++;
        if (value == null) {
            slots.remove(key);
        } else if (slot == null) {
            slots.put(Objects.requireNonNull(key, "key"), new Slot<>(changes, value));
        } else {
            slot.value = value;
            slot.mark = changes;
        }
    }

    // ---- single keys -------------------------------------------------------------------------

    @Override
    public int size() {
        return slots.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return slots.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return slots.values().stream().anyMatch(slot -> slot.value.equals(value));
    }

    @Override
    public @Nullable V get(Object key) {
        return value(slots.get(key));
    }

    @Override
    public @Nullable V put(K key, V value) {
        Slot<V> slot = slots.get(key);
        V before = value(slot);
        set(key, slot, value);
        return before;
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        Slot<V> slot = slots.get(key);
        if (slot == null) {
            set(key, null, value);
        }
        return value(slot);
    }

    @Override
    public @Nullable V remove(Object key) {
        return value(slots.remove(key));
    }

    @Override
    public boolean remove(Object key, Object value) {
        boolean isThere = value.equals(get(key));
        if (isThere) {
            slots.remove(key);
        }
        return isThere;
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return slots.containsKey(key) ? put(key, value) : null;
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        boolean isThere = expected.equals(get(key));
        if (isThere) {
            put(key, value);
        }
        return isThere;
    }

    // ---- many keys ---------------------------------------------------------------------------

    @Override
    public void putAll(Map<? extends K, ? extends V> others) {
        others.forEach(this::put);
    }

    @Override
    public boolean putAllIfAbsent(Collection<? extends K> keys, V value) {
        int before = slots.size();
        for (K key : keys) {
            putIfAbsent(key, value);
        }
        return slots.size() > before;
    }

    @Override
    public boolean removeKeys(Collection<?> keys, boolean thatAreAmongThem) {
        return slots.keySet().removeIf(key -> keys.contains(key) == thatAreAmongThem);
    }

    @Override
    public void clear() {
        slots.clear();
    }

    @Override
    public Page page(long after) {
        int most = 2 * Math.min(Page.MOST, slots.size());
        List<@Nullable Object> found = new ArrayList<>(most);
        long last = after;
        Iterator<Map.Entry<K, Slot<V>>> all = slots.entrySet().iterator();
        while (all.hasNext() && found.size() < most) {
            Map.Entry<K, Slot<V>> each = all.next();
            if (each.getValue().born > after) {
                last = each.getValue().born;
                found.add(each.getKey());
                found.add(each.getValue().value);
            }
        }
        return new Page(last, found, !all.hasNext());
    }

    // ---- functions ---------------------------------------------------------------------------

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        V value = function.apply(key, get(key));
        set(key, slots.get(key), value);
        return value;
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        V before = get(key);
        if (before == null) {
            return null;
        }
        V value = function.apply(key, before);
        set(key, slots.get(key), value);
        return value;
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        V before = get(key);
        if (before != null) {
            return before;
        }
        V value = function.apply(key);
        if (value != null) {
            set(key, slots.get(key), value);
        }
        return value;
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        V before = get(key);
        V merged = before == null ? value : function.apply(before, value);
        set(key, slots.get(key), merged);
        return merged;
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        // All or none: what a function throws leaves the map as it was.
        Map<K, V> values = new LinkedHashMap<>();
        slots.forEach((key, slot) ->
                values.put(
                        key,
                        Objects.requireNonNull(function.apply(key, slot.value), "the new value")));
        putAll(values);
    }

    // ---- for functions that stay with their caller -------------------------------------------

    @Override
    public Marked<V> read(Object key) {
        Slot<V> slot = slots.get(key);
        return slot == null ? new Marked<>(0, null) : new Marked<>(slot.mark, slot.value);
    }

    @Override
    public boolean write(K key, long mark, @Nullable V value) {
        Slot<V> slot = slots.get(key);
        boolean isSame = mark == (slot == null ? 0 : slot.mark);
        if (isSame) {
            set(key, slot, value);
        }
        return isSame;
    }
}
