package dev.procession.internal.util;

import java.io.InvalidObjectException;

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

    /**
     * Requires that what this thread encodes does not go to a process that may outlive this one.
     *
     * @param what ends with this program, in the message
     * @throws InvalidObjectException if it does
     */
    public static void requireNotForGood(String what) throws InvalidObjectException {
        if (FOR_GOOD.isBound()) {
            throw new InvalidObjectException(
                    what
                            + " ends with the program that has made it, and cannot go to a process"
                            + " that outlives it: use a SharedMemory with a name, a"
                            + " ConnectionListener, or ProcessManager.serve");
        }
    }
}
