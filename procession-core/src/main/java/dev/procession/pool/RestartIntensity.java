package dev.procession.pool;

/**
 * How often workers failed in a row, and what follows from it: how long the next start waits, and
 * when starting them makes no sense any more.
 *
 * <p>A worker has failed if its start has, or if it died before it had begun a single task. Any
 * task that ends in between begins the row anew. The idea is that of Erlang's supervisors.
 *
 * <p>Not thread-safe: under the crew's lock.
 */
final class RestartIntensity {

    /** The pool gives up when one more start fails than this, without a live worker. */
    static final int MAX_FAILURES = 5;

    private static final long FIRST_DELAY_MILLIS = 20;

    private int failures;
    private long tasksDoneThen;

    /** Takes note of a failure. */
    void failed(long tasksDone) {
        if (tasksDone != tasksDoneThen) {
            tasksDoneThen = tasksDone;
            failures = 0;
        }
        failures++;
    }

    /** Takes note of a worker that was of use. */
    void wasOfUse() {
        failures = 0;
    }

    int failures() {
        return failures;
    }

    boolean isExceeded() {
        return failures > MAX_FAILURES;
    }

    /** Not at all unless the last one has failed. */
    long delayMillis() {
        return failures == 0 ? 0 : FIRST_DELAY_MILLIS << Math.min(failures, MAX_FAILURES);
    }
}
