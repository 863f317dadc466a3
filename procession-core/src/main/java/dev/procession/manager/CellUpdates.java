package dev.procession.manager;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Updates values in a manager by a function, which runs there or here. */
final class CellUpdates {

    private CellUpdates() {}

    /** Returns the value before. */
    static <T extends @Nullable Object> T getAndUpdate(
            CellOps<T> ops, int index, UnaryOperator<T> operator) {
        Objects.requireNonNull(operator, "operator");
        return Stub.isShipped(operator, ops)
                ? ops.getAndUpdate(index, operator)
                : updateHere(ops, index, operator).before;
    }

    /** Returns the new value. */
    static <T extends @Nullable Object> T updateAndGet(
            CellOps<T> ops, int index, UnaryOperator<T> operator) {
        Objects.requireNonNull(operator, "operator");
        return Stub.isShipped(operator, ops)
                ? ops.updateAndGet(index, operator)
                : updateHere(ops, index, operator).after;
    }

    /** What a value was, and what it is. */
    private record Update<T extends @Nullable Object>(T before, T after) {}

    /** For a function that stays here: again, until nobody was faster. */
    @SuppressWarnings("NullAway") // null only where T has it
    private static <T extends @Nullable Object> Update<T> updateHere(
            CellOps<T> ops, int index, UnaryOperator<T> operator) {
        while (true) {
            Marked<T> seen = ops.read(index);
            T before = seen.value();
            T after = operator.apply(before);
            if (ops.write(index, seen.mark(), after)) {
                return new Update<>(before, after);
            }
        }
    }
}
