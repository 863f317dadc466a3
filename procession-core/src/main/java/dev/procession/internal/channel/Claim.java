package dev.procession.internal.channel;

/**
 * The word CLAIM of a lane: BEGUN and TAIL in one, so that taking a task and taking tasks back
 * exclude each other by a single compare-and-set.
 *
 * <ul>
 *   <li>The worker claims the next task: {@code (b, t) → (b + 1, t)}, if {@code b ≠ t}.
 *   <li>The parent publishes k tasks: {@code (b, t) → (b, t + k)}.
 *   <li>The parent recalls all that is not begun: {@code (b, t) → (b, b)}.
 * </ul>
 *
 * <p>Whichever side dies between two of these, the word names exactly the tasks that were begun.
 */
public final class Claim {

    private Claim() {}

    static long of(int begun, int tail) {
        return (long) tail << 32 | begun & 0xffff_ffffL;
    }

    static int begun(long claim) {
        return (int) claim;
    }

    static int tail(long claim) {
        return (int) (claim >>> 32);
    }
}
