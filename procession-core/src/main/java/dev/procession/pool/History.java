package dev.procession.pool;

import dev.procession.AttemptFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts at a task before its last one; written by who has decided the task. */
final class History {

    private final List<AttemptFailedException> attempts = new ArrayList<>(1);
    private int workersLost;

    /** Tells whether a policy lets a task be tried again. */
    static boolean allows(
            RetryPolicy policy,
            RetryPolicy.Failure failure,
            int attempts,
            @Nullable History before) {
        int lost = before == null ? 0 : before.workersLost;
        return policy.allows(failure, attempts, lost + (failure.endsWorker() ? 1 : 0));
    }

    void add(int attempt, long pid, Duration ran, RetryPolicy.Failure failure, Throwable cause) {
        attempts.add(new AttemptFailedException(attempt, pid, ran, cause));
        workersLost += failure.endsWorker() ? 1 : 0;
    }

    /** Adds the attempts before the last one to its failure. */
    void addTo(Throwable last) {
        attempts.forEach(last::addSuppressed);
    }
}
