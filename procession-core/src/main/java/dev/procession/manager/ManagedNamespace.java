package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values under names that lie in a manager, and that all processes of the session can read and set.
 *
 * {@snippet :
 * ManagedNamespace shared = manager.namespace();
 * shared.set("title", "report");
 * String title = shared.get("title", String.class);
 * }
 *
 * <p>Each call is atomic. Values are not null, and are copied. For values of one type a {@link
 * ManagedMap} says more.
 *
 * <p>For how long it is kept, what a call waits for, and what the death of a peer does, see {@link
 * ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @apiNote Python's {@code Manager().Namespace()}
 * @since 0.1
 */
public final class ManagedNamespace extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient MapOps<String, Object> ops;

    ManagedNamespace(MapOps<String, Object> ops) {
        super(ops);
        this.ops = ops;
    }

    /**
     * Returns the value of a name.
     *
     * @param name the name
     * @param type of the value
     * @param <T> the type
     * @return a copy of the value
     * @throws NoSuchElementException if the name has no value
     * @throws ClassCastException if the value is not of the type
     */
    public <T> T get(String name, Class<T> type) {
        Object value = ops.get(Objects.requireNonNull(name, "name"));
        if (value == null) {
            throw new NoSuchElementException("nothing was set by this name: name=" + name);
        }
        return type.cast(value);
    }

    /**
     * Tells whether a name has a value.
     *
     * @param name the name
     * @return whether it has
     */
    public boolean has(String name) {
        return ops.containsKey(Objects.requireNonNull(name, "name"));
    }

    /**
     * Sets the value of a name.
     *
     * @param name the name
     * @param value the value
     */
    public void set(String name, Object value) {
        ops.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    }

    /**
     * Removes the value of a name.
     *
     * @param name the name
     * @return whether it had one
     */
    public boolean remove(String name) {
        return ops.remove(Objects.requireNonNull(name, "name")) != null;
    }

    /**
     * Updates the value of a name, in the manager.
     *
     * @param name the name
     * @param function gets the name and its value, or null if there is none; returns the new value,
     *     or null to have none
     * @return the new value, or null
     */
    public @Nullable Object update(
            String name,
            RemoteBiFunction<? super String, ? super @Nullable Object, ? extends @Nullable Object>
                    function) {
        return ops.compute(Objects.requireNonNull(name, "name"), function);
    }

    /**
     * Returns the names that have a value.
     *
     * @return the names, in the order in which they were set first
     */
    public List<String> names() {
        return new ArrayList<>(new MapKeys<>(ops));
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        @SuppressWarnings("unchecked")
        private Object readResolve() {
            return new ManagedNamespace((MapOps<String, Object>) ops);
        }
    }
}
