package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a map.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
final class MapProxy<K, V> extends AbstractMap<K, V> implements ManagedMap<K, V>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient MapOps<K, V> ops;

    MapProxy(MapOps<K, V> ops) {
        this.ops = ops;
    }

    private static <T> T given(@Nullable T object, String what) {
        return Objects.requireNonNull(object, what);
    }

    // ---- single keys -------------------------------------------------------------------------

    @Override
    public int size() {
        return ops.size();
    }

    @Override
    public boolean isEmpty() {
        return ops.size() == 0;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return ops.containsKey(given(key, "key"));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return ops.containsValue(given(value, "value"));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return ops.get(given(key, "key"));
    }

    @Override
    public V getOrDefault(@Nullable Object key, V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return ops.put(given(key, "key"), given(value, "value"));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return ops.putIfAbsent(given(key, "key"), given(value, "value"));
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return ops.remove(given(key, "key"));
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        Object asked = given(key, "key");
        return value != null && ops.remove(asked, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return ops.replace(given(key, "key"), given(value, "value"));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return ops.replace(given(key, "key"), given(expected, "expected"), given(value, "value"));
    }

    // ---- all keys ----------------------------------------------------------------------------

    @Override
    public void putAll(Map<? extends K, ? extends V> others) {
        Map<K, V> copy = new LinkedHashMap<>();
        others.forEach((key, value) -> copy.put(given(key, "key"), given(value, "value")));
        ops.putAll(copy);
    }

    @Override
    public void clear() {
        ops.clear();
    }

    @Override
    public Set<K> keySet() {
        return new MapKeys<>(ops);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new MapEntries<>(ops);
    }

    // ---- functions ---------------------------------------------------------------------------

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        given(key, "key");
        if (Stub.isShipped(function, ops)) {
            return ops.compute(key, function);
        }
        given(function, "function");
        return computeHere(key, function);
    }

    /** For a function that stays here. */
    private @Nullable V computeHere(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        while (true) {
            Marked<V> seen = ops.read(key);
            V value = function.apply(key, seen.value());
            if (ops.write(key, seen.mark(), value)) {
                return value;
            }
        }
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        given(key, "key");
        if (Stub.isShipped(function, ops)) {
            return ops.computeIfPresent(key, function);
        }
        given(function, "function");
        return computeHere(
                key, (same, value) -> value == null ? null : function.apply(same, value));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        given(key, "key");
        if (Stub.isShipped(function, ops)) {
            return ops.computeIfAbsent(key, function);
        }
        given(function, "function");
        return computeHere(key, (same, value) -> value == null ? function.apply(same) : value);
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        given(key, "key");
        given(value, "value");
        if (Stub.isShipped(function, ops)) {
            return ops.merge(key, value, function);
        }
        given(function, "function");
        return computeHere(key, (same, old) -> old == null ? value : function.apply(old, value));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (Stub.isShipped(function, ops)) {
            ops.replaceAll(function);
            return;
        }
        given(function, "function");
        for (K key : keySet()) {
            computeHere(key, (same, value) -> value == null ? null : function.apply(same, value));
        }
    }

    // ---- travelling --------------------------------------------------------------------------

    @Serial
    private Object writeReplace() {
        return new Travelling((Serializable) ops);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new MapProxy<>((MapOps<?, ?>) ops);
        }
    }
}
