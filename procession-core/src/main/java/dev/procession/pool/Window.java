package dev.procession.pool;

/**
 * How many tasks a worker may have: about a millisecond's worth, so that tasks wait behind each
 * other only if they are short.
 *
 * <p>Changed under the worker's lock; read by anybody.
 */
final class Window {

    /** Most tasks handed to a worker ahead of the one it runs. */
    static final int MAX = 768;

    /** The window holds about this much work. */
    private static final long WINDOW_NANOS = 1_000_000;

    private static final int YOUTH = 16;
    private static final int UNUSUAL_FACTOR = 16;
    private static final long UNUSUAL_NANOS = 10_000;

    private long usualNanos = -1;
    private boolean wasUnusual;
    private int learnt;
    private volatile int usual = 1;
    private volatile long pace;
    private volatile boolean slow;

    /** Takes note of how long a task ran. */
    void learn(long nanos) {
        boolean isUnusual = usualNanos >= 0 && nanos > UNUSUAL_FACTOR * usualNanos + UNUSUAL_NANOS;
        if (isUnusual && !wasUnusual) {
            // Its thread was perhaps only kept from a processor: once is not the rule.
            wasUnusual = true;
            return;
        }
        wasUnusual = isUnusual;
        boolean isFaster = nanos < usualNanos;
        if (usualNanos < 0 || (learnt < YOUTH && isFaster)) {
            // The first ones had classes to load, and no compiler had seen their code.
            usualNanos = nanos;
        } else {
            usualNanos += (nanos - usualNanos) / 8;
        }
        learnt++;
    }

    /** Applies what was learnt. */
    void adapt() {
        pace = usualNanos;
        int window = Math.clamp(WINDOW_NANOS / Math.max(1, usualNanos), 1, MAX);
        if (window != usual) {
            usual = window;
        }
    }

    /**
     * When one more task would be done, by what is known, if so many are there already; a glance. A
     * young worker, whose code is not compiled yet, thus gets its share and no more: whoever wants
     * results in order would have to wait for it.
     */
    long nanosUntilDone(int load) {
        return (load + 1) * pace;
    }

    /** How many tasks it may have as long as none of them takes long. */
    int usual() {
        return usual;
    }

    /** How many tasks it may have now. */
    int now() {
        return slow ? 1 : usual;
    }

    /** Says whether the running task takes long: then nothing should wait behind it. */
    void slow(boolean isSlow) {
        slow = isSlow;
    }
}
