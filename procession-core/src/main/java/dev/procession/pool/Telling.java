package dev.procession.pool;

import java.time.Duration;

/**
 * Who is told of a run's progress.
 *
 * @param interval how long there is no call after each
 */
record Telling(ProgressListener listener, Duration interval) {

    static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    Telling {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "progress interval must be at least a millisecond: interval=" + interval);
        }
    }
}
