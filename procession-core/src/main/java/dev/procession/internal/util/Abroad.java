package dev.procession.internal.util;

/** Tells what is being encoded whether it goes to another program, or stays within the session. */
public final class Abroad {

    private static final ScopedValue<Boolean> BOUND = ScopedValue.newInstance();

    private Abroad() {}

    /** Encodes something that goes to another program. */
    public static void encode(Runnable encoding) {
        ScopedValue.where(BOUND, true).run(encoding);
    }

    /** Whether what this thread encodes goes to another program. */
    public static boolean isNext() {
        return BOUND.isBound();
    }
}
