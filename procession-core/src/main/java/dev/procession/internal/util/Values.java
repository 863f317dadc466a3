package dev.procession.internal.util;

import java.util.function.Consumer;

/**
 * The fields of immutable options: written before they are published and never after.
 *
 * @param <S> the type itself
 */
public abstract class Values<S extends Values<S>> implements Cloneable {

    /** For subclasses. */
    protected Values() {}

    /** Returns a copy. */
    @SuppressWarnings("unchecked") // a clone is of the same class
    public final S copy() {
        try {
            return (S) super.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Returns a copy with a change. */
    public final S with(Consumer<? super S> change) {
        S copy = copy();
        change.accept(copy);
        return copy;
    }
}
