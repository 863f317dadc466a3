package dev.procession.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How many of something there are in a second, of late. Belongs to one thread. */
final class Pace {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final double NANOS = 1e9;

    /** Between two looks; closer ones say too little. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private record Look(long nanos, long count) {}

    private final Deque<Look> looks = new ArrayDeque<>();

    /** Begins with nothing. */
    Pace(long startNanos) {
        looks.add(new Look(startNanos, 0));
    }

    /** Takes a look; returns the rate from the oldest that counts to this one. */
    double perSecond(long nanos, long count) {
        // One at least stays: of looks that are further apart, the one before this.
        while (looks.size() > 1 && nanos - second().nanos >= WINDOW_NANOS) {
            looks.removeFirst();
        }
        Look from = looks.getFirst();
        if (nanos - looks.getLast().nanos >= SHORTEST_NANOS) {
            looks.addLast(new Look(nanos, count));
        }
        return (count - from.count) * NANOS / Math.max(SHORTEST_NANOS, nanos - from.nanos);
    }

    private Look second() {
        var each = looks.iterator();
        each.next();
        return each.next();
    }
}
