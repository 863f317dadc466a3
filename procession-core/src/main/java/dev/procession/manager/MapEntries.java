package dev.procession.manager;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of a map. */
final class MapEntries<K, V> extends AbstractSet<Map.Entry<K, V>> {

    private final MapOps<K, V> ops;

    MapEntries(MapOps<K, V> ops) {
        this.ops = ops;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new MapPages<>(ops);
    }

    @Override
    public int size() {
        return ops.size();
    }

    @Override
    public boolean contains(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
                && entry.getKey() != null
                && entry.getValue() != null
                && entry.getValue().equals(ops.get(entry.getKey()));
    }

    @Override
    public boolean remove(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
                && entry.getKey() != null
                && entry.getValue() != null
                && ops.remove(entry.getKey(), entry.getValue());
    }

    @Override
    public void clear() {
        ops.clear();
    }
}
