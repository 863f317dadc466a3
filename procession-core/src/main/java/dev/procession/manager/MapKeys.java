package dev.procession.manager;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys of a map, or the elements of a set, which is a map with one value. */
class MapKeys<K, V> extends AbstractSet<K> {

    final MapOps<K, V> ops;

    MapKeys(MapOps<K, V> ops) {
        this.ops = ops;
    }

    @Override
    public Iterator<K> iterator() {
        MapPages<K, V> entries = new MapPages<>(ops);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public K next() {
                return entries.next().getKey();
            }

            @Override
            public void remove() {
                entries.remove();
            }
        };
    }

    @Override
    public int size() {
        return ops.size();
    }

    @Override
    public boolean isEmpty() {
        return ops.size() == 0;
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return ops.containsKey(Objects.requireNonNull(key, "key"));
    }

    @Override
    public boolean remove(@Nullable Object key) {
        return ops.remove(Objects.requireNonNull(key, "key")) != null;
    }

    @Override
    public boolean removeAll(Collection<?> keys) {
        return ops.removeKeys(new ArrayList<>(keys), true);
    }

    @Override
    public boolean retainAll(Collection<?> keys) {
        return ops.removeKeys(new ArrayList<>(keys), false);
    }

    @Override
    public void clear() {
        ops.clear();
    }
}
