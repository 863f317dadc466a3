package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that lies in a manager, and that all processes of the session can read and set.
 *
 * {@snippet :
 * ManagedValue<Integer> best = manager.value(0);
 * pool.map(game -> best.updateAndGet(old -> Math.max(old, game.points())), games);
 * }
 *
 * <p>Each call is atomic; two calls are not one, so read and set by {@link #updateAndGet}. Its
 * function runs in the manager while nobody else uses the value, and must not use objects of the
 * manager itself; that of a {@link ConnectedManager}'s value runs in the caller, again if somebody
 * else was faster. The value is copied: to change what was got changes nothing in the manager.
 *
 * <p>For how long it is kept, what a call waits for, and what the death of a peer does, see {@link
 * ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <T> the type of the value
 * @apiNote Python's {@code Manager().Value()}, which has no atomic update. For a number that many
 *     use, {@code SharedLong} is a thousand times as fast.
 * @since 0.1
 */
public final class ManagedValue<T extends @Nullable Object> extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient CellOps<T> ops;

    ManagedValue(CellOps<T> ops) {
        super(ops);
        this.ops = ops;
    }

    /**
     * Returns the value.
     *
     * @return a copy of it
     */
    public T get() {
        return ops.get(0);
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     */
    public void set(T value) {
        ops.set(0, value);
    }

    /**
     * Sets the value.
     *
     * @param value the new value
     * @return the value before
     */
    public T getAndSet(T value) {
        return ops.getAndSet(0, value);
    }

    /**
     * Sets the value if it is equal to an expected one.
     *
     * @param expected the value that it must have
     * @param value the new value
     * @return whether it was set
     */
    public boolean compareAndSet(T expected, T value) {
        return ops.compareAndSet(0, expected, value);
    }

    /**
     * Updates the value, in the manager.
     *
     * @param operator gets the value, returns the new one
     * @return the value before
     */
    public T getAndUpdate(RemoteUnaryOperator<T> operator) {
        return CellUpdates.getAndUpdate(ops, 0, operator);
    }

    /**
     * Updates the value, in the manager.
     *
     * @param operator gets the value, returns the new one
     * @return the new value
     */
    public T updateAndGet(RemoteUnaryOperator<T> operator) {
        return CellUpdates.updateAndGet(ops, 0, operator);
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedValue<>((CellOps<?>) ops);
        }
    }
}
