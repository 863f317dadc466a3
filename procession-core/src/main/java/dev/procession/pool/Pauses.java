package dev.procession.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The times in which this process stood still: stopped, swapped out, in a long garbage collection,
 * or with its machine suspended. What ran over its limit meanwhile may have stood still as well,
 * and is not to blame.
 *
 * <p>They are noticed by a thread that knows when it should have woken up. All times are those of
 * {@link System#nanoTime}, which no change of the wall clock touches.
 *
 * <p>Not thread-safe.
 */
final class Pauses {

    /** What is less late than this has only waited for a processor. */
    static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Only the newest matter: those within the time that the running tasks have run. */
    private static final int KEPT = 16;

    private final Deque<Pause> newestFirst = new ArrayDeque<>();

    private record Pause(long begin, long end) {
        long within(long from) {
            return Math.max(0, end - (from - begin > 0 ? from : begin));
        }
    }

    /**
     * Takes note of a wake-up.
     *
     * @param due when it should have been
     * @param now when it was
     */
    void woke(long due, long now) {
        if (now - due > LEAST_NANOS) {
            newestFirst.addFirst(new Pause(due, now));
            if (newestFirst.size() > KEPT) {
                newestFirst.removeLast();
            }
        }
    }

    /** How much of the time since then this process stood still. */
    long since(long from) {
        long sum = 0;
        for (Pause pause : newestFirst) {
            if (pause.end - from <= 0) {
                break;
            }
            sum += pause.within(from);
        }
        return sum;
    }
}
