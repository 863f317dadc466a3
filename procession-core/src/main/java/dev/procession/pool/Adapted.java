package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/** A function of another form than the one in which the user wrote it. */
sealed interface Adapted permits Spread, Handing {

    /** The function as the user wrote it, whose class loader knows his types. */
    Object original();

    /** Returns the function as the user wrote it, of any function. */
    static Object original(Object function) {
        return function instanceof Adapted adapted ? adapted.original() : function;
    }

    /** Returns what it was adapted by; null for one that is as the user wrote it. */
    static @Nullable Class<?> form(Object function) {
        return function instanceof Adapted ? function.getClass() : null;
    }
}
