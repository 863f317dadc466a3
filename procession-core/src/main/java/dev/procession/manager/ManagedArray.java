package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of values that lies in a manager, and that all processes of the session can read and
 * set. It keeps the length that it was made with.
 *
 * {@snippet :
 * ManagedArray<Integer> votes = manager.array(List.of(0, 0, 0));
 * pool.map(ballot -> votes.updateAndGet(ballot.choice(), count -> count + 1), ballots);
 * }
 *
 * <p>As {@link ManagedValue} otherwise.
 *
 * @param <T> the type of the values
 * @apiNote Python's {@code Manager().Array()}. For numbers that many use, {@code SharedLongArray}
 *     is a thousand times as fast.
 * @since 0.1
 */
public final class ManagedArray<T extends @Nullable Object> extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient CellOps<T> ops;

    ManagedArray(CellOps<T> ops) {
        super(ops);
        this.ops = ops;
    }

    /**
     * Returns the length.
     *
     * @return how many values there are
     */
    public int length() {
        return ops.length();
    }

    /**
     * Returns a value.
     *
     * @param index which
     * @return a copy of it
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public T get(int index) {
        return ops.get(index);
    }

    /**
     * Sets a value.
     *
     * @param index which
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public void set(int index, T value) {
        ops.set(index, value);
    }

    /**
     * Sets a value.
     *
     * @param index which
     * @param value the new value
     * @return the value before
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public T getAndSet(int index, T value) {
        return ops.getAndSet(index, value);
    }

    /**
     * Sets a value if it is equal to an expected one.
     *
     * @param index which
     * @param expected the value that it must have
     * @param value the new value
     * @return whether it was set
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public boolean compareAndSet(int index, T expected, T value) {
        return ops.compareAndSet(index, expected, value);
    }

    /**
     * Updates a value, in the manager.
     *
     * @param index which
     * @param operator gets the value, returns the new one
     * @return the value before
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public T getAndUpdate(int index, RemoteUnaryOperator<T> operator) {
        return CellUpdates.getAndUpdate(ops, index, operator);
    }

    /**
     * Updates a value, in the manager.
     *
     * @param index which
     * @param operator gets the value, returns the new one
     * @return the new value
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public T updateAndGet(int index, RemoteUnaryOperator<T> operator) {
        return CellUpdates.updateAndGet(ops, index, operator);
    }

    /**
     * Returns all values at one moment.
     *
     * @return a copy of them
     */
    public List<T> toList() {
        return ops.all();
    }

    /**
     * Sets all values, at one moment.
     *
     * @param values the new values
     * @throws IllegalArgumentException if they are more or fewer
     */
    public void setAll(List<? extends T> values) {
        ops.setAll(new ArrayList<>(values));
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedArray<>((CellOps<?>) ops);
        }
    }
}
