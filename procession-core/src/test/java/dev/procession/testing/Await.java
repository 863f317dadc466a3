package dev.procession.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for conditions, never for time. On expiry the stacks of all threads are in the message.
 *
 * <p>All deadlines are multiplied by {@code -Dprocession.test.scale} (default 1), for slow
 * machines.
 */
public final class Await {

    private static final double SCALE =
            Double.parseDouble(System.getProperty("procession.test.scale", "1"));
    private static final Duration DEFAULT = Duration.ofSeconds(20);
    private static final long LONGEST_PAUSE_NANOS = 5_000_000;

    private Await() {}

    /** Returns a deadline's length, scaled for this machine. */
    public static Duration scaled(Duration length) {
        return Duration.ofNanos((long) (length.toNanos() * SCALE));
    }

    /** Waits until the condition holds, for a time that no healthy run needs. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, DEFAULT, condition);
    }

    /**
     * Waits until the condition holds.
     *
     * @param what completes "waited in vain until"
     * @param length scaled by this method
     * @param condition looked at every few milliseconds
     * @throws AssertionError if it does not hold in time, with all stacks
     */
    public static void until(String what, Duration length, Callable<Boolean> condition) {
        if (!holds(length, condition)) {
            throw new AssertionError(
                    "waited in vain for "
                            + scaled(length).toMillis()
                            + " ms until "
                            + what
                            + stacks());
        }
    }

    /** Waits until the condition holds or the scaled time has passed; tells which. */
    public static boolean holds(Duration length, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + scaled(length).toNanos();
        long pause = 200_000;
        while (true) {
            if (look(condition)) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return look(condition);
            }
            LockSupport.parkNanos(pause);
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting" + stacks());
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    private static boolean look(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception failure) {
            throw new AssertionError("the condition itself failed", failure);
        }
    }

    /** Returns the stacks of all threads of this JVM. */
    public static String stacks() {
        StringBuilder text = new StringBuilder("\nAll threads:");
        for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
            text.append("\n  ").append(each.getKey());
            for (StackTraceElement frame : each.getValue()) {
                text.append("\n      ").append(frame);
            }
        }
        return text.toString();
    }
}
