package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A handle that does not implement an interface of the JDK, and so may say which object it is of:
 * two are equal if they are of the same.
 */
abstract class ManagedHandle implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient Object ops;

    ManagedHandle(Object ops) {
        this.ops = ops;
    }

    /** Returns what is written in its place: a record with the handle that it is given. */
    abstract Object travelling(Serializable handle);

    @Serial
    final Object writeReplace() {
        return travelling((Serializable) ops);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ManagedHandle handle
                && handle.getClass() == getClass()
                && ops.equals(handle.ops);
    }

    @Override
    public final int hashCode() {
        return ops.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + Stub.place(ops);
    }
}
