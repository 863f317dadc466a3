package dev.procession.manager;

import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Goes through a map: from page to page, each as it was when it was asked for. */
final class MapPages<K, V> implements Iterator<Map.Entry<K, V>> {

    private final MapOps<K, V> ops;
    private Page page;
    private int next;
    private @Nullable K last;

    MapPages(MapOps<K, V> ops) {
        this.ops = ops;
        this.page = ops.page(0);
    }

    /**
     * An entry whose value can be set.
     *
     * @param <K> the type of the key
     * @param <V> the type of the value
     */
    private static final class WriteThrough<K, V> extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        private final transient MapOps<K, V> ops;

        WriteThrough(MapOps<K, V> ops, K key, V value) {
            super(key, value);
            this.ops = ops;
        }

        @Override
        public V setValue(V value) {
            ops.put(getKey(), Objects.requireNonNull(value, "value"));
            return super.setValue(value);
        }
    }

    @Override
    public boolean hasNext() {
        if (next == page.elements().size() && !page.isLast()) {
            page = ops.page(page.mark());
            next = 0;
        }
        return next < page.elements().size();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // keys and values in turn, none of them null
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        K key = (K) page.elements().get(next++);
        V value = (V) page.elements().get(next++);
        last = key;
        return new WriteThrough<>(ops, key, value);
    }

    @Override
    public void remove() {
        K key = last;
        if (key == null) {
            throw new IllegalStateException("there is no element to remove: call next() before");
        }
        ops.remove(key);
        last = null;
    }
}
