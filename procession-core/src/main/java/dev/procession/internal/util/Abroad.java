package dev.procession.internal.util;

/**
 * Tells what is being encoded whether it goes to another program, or to a process that outlives
 * this one, or stays within the session.
 */
public final class Abroad {

    private static final ScopedValue<Boolean> BOUND = ScopedValue.newInstance();

    private static final ScopedValue<Boolean> FOR_GOOD = ScopedValue.newInstance();

    private Abroad() {}

    /** Encodes something that goes to another program. */
    public static void encode(Runnable encoding) {
        ScopedValue.where(BOUND, true).run(encoding);
    }

    /**
     * Encodes something for a process that founds a session of its own and may outlive this one.
     */
    public static void encodeForGood(Runnable encoding) {
        ScopedValue.where(BOUND, true).where(FOR_GOOD, true).run(encoding);
    }

    /** Whether what this thread encodes goes to another program. */
    public static boolean isNext() {
        return BOUND.isBound();
    }

    /** Whether what this thread encodes goes to a process that may outlive this one. */
    public static boolean isForGood() {
        return FOR_GOOD.isBound();
    }
}
