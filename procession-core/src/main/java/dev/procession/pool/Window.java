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

    private long usualNanos = -1;
    private volatile int usual = 1;
    private volatile boolean slow;

    /** Takes note of how long a task ran. */
    void learn(long nanos) {
        usualNanos = usualNanos < 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
    }

    /** Applies what was learnt. */
    void adapt() {
        int window = Math.clamp(WINDOW_NANOS / Math.max(1, usualNanos), 1, MAX);
        if (window != usual) {
            usual = window;
        }
    }

    /** How many tasks it may have as long as none of them takes long. */
    int usual() {
        return usual;
    }

    /** How many tasks it may have now. */
    int now() {
        return slow ? 1 : usual;
    }

    /** The most that it could become at any moment; a glance. */
    int limit() {
        return slow ? 1 : MAX;
    }

    /** Says whether the running task takes long: then nothing should wait behind it. */
    void slow(boolean isSlow) {
        slow = isSlow;
    }
}
