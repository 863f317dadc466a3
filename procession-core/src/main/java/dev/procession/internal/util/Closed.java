package dev.procession.internal.util;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Exceptions that tell who uses something that it was closed, as a rule by another process. They
 * are those that the JDK's own types throw then, and are told from others here.
 */
public final class Closed {

    private static final Set<Throwable> MADE =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Closed() {}

    /**
     * Makes one.
     *
     * @param what was closed
     * @return what to throw
     */
    public static IllegalStateException exception(String what) {
        IllegalStateException made = new IllegalStateException(what + " was closed");
        MADE.add(made);
        return made;
    }

    /**
     * Tells whether an exception was made here.
     *
     * @param thrown any
     * @return whether it says that something was closed
     */
    public static boolean isSaidBy(Throwable thrown) {
        return MADE.contains(thrown);
    }
}
