package dev.procession.internal.util;

import java.time.Duration;

/** Arithmetic with times that users may have chosen as good as endless. */
public final class Times {

    private static final Duration CENTURY = Duration.ofDays(36_500);

    private Times() {}

    /**
     * Returns a duration in nanoseconds, at most a century, so that it can be added to a time of
     * {@link System#nanoTime}.
     */
    public static long nanos(Duration duration) {
        return (duration.compareTo(CENTURY) > 0 ? CENTURY : duration).toNanos();
    }
}
