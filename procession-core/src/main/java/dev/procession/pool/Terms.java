package dev.procession.pool;

import dev.procession.internal.util.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a task runs: those of its pool, and what is special about it.
 *
 * @param timeout how long it may run, or null for as long as it takes
 * @param telling who is told of the progress of a run of many such tasks, or null for nobody
 */
record Terms(
        Priority priority,
        @Nullable Duration timeout,
        RetryPolicy retryPolicy,
        @Nullable Telling telling) {

    /** Of what is no task of a user. */
    static final Terms NONE = new Terms(Priority.NORMAL, null, RetryPolicy.none(), null);

    static Terms of(PoolOptions options) {
        return new Terms(
                Priority.NORMAL, options.taskTimeout().orElse(null), options.retryPolicy(), null);
    }

    Terms with(TaskOptions special) {
        return new Terms(
                special.priority().orElse(priority),
                special.timeout().orElse(timeout),
                special.retryPolicy().orElse(retryPolicy),
                special.telling().orElse(telling));
    }

    /** As this, for a task of which there is one attempt whatever happens. */
    Terms withoutRetries() {
        return new Terms(priority, timeout, RetryPolicy.none(), telling);
    }

    /** The time limit, or more than any task takes. */
    long timeoutNanos() {
        return timeout == null ? Long.MAX_VALUE : Times.nanos(timeout);
    }

    static void requirePositive(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("task timeout must be positive: timeout=" + timeout);
        }
    }
}
