package dev.procession.manager;

import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a map in a manager does; atomically, each of it. */
interface MapOps<K, V> {

    @Brief
    int size();

    @Brief
    boolean containsKey(Object key);

    @Brief
    boolean containsValue(Object value);

    @Brief
    @Nullable V get(Object key);

    @Brief
    @Nullable V put(K key, V value);

    @Brief
    void putAll(Map<? extends K, ? extends V> others);

    @Brief
    @Nullable V putIfAbsent(K key, V value);

    /** Adds those keys that are not there; returns whether there was one. */
    @Brief
    boolean putAllIfAbsent(Collection<? extends K> keys, V value);

    @Brief
    @Nullable V remove(Object key);

    @Brief
    boolean remove(Object key, Object value);

    /** Removes those keys that are among these, or those that are not; returns whether one was. */
    @Brief
    boolean removeKeys(Collection<?> keys, boolean thatAreAmongThem);

    @Brief
    @Nullable V replace(K key, V value);

    @Brief
    boolean replace(K key, V expected, V value);

    @Brief
    void clear();

    @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function);

    @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function);

    @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function);

    @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function);

    void replaceAll(BiFunction<? super K, ? super V, ? extends V> function);

    /** Returns the value of a key with a mark that changes with it. */
    @Brief
    Marked<V> read(Object key);

    /** Sets or removes the value of a key whose mark is still so; returns whether it was. */
    @Brief
    boolean write(K key, long mark, @Nullable V value);

    /** Returns keys and values in turn, of entries younger than that one. */
    @Brief
    Page page(long after);
}
