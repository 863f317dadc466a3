package dev.procession.pool;

import dev.procession.internal.util.Times;
import dev.procession.internal.util.Values;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * When a task that failed is run once more: how often, after which failures, and how much later.
 * Immutable: each {@code withX} returns a changed copy.
 *
 * {@snippet :
 * var policy = RetryPolicy.retries(3)
 *         .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
 *         .on(RetryPolicy.Failure.DEATH, RetryPolicy.Failure.TIMEOUT);
 * }
 *
 * <p>A task that was cancelled, or whose argument or result could not be encoded or decoded, is
 * never run again. The failure of the last attempt carries those before it as suppressed {@link
 * dev.procession.AttemptFailedException}s.
 *
 * @since 0.1
 */
public final class RetryPolicy {

    /** More would be no policy. */
    private static final int MOST = 100;

    private static final RetryPolicy NONE = new RetryPolicy(new Fields());

    private final Fields values;

    private RetryPolicy(Fields values) {
        this.values = values;
    }

    /** Ways in which an attempt fails. */
    public enum Failure {
        /** The task threw something. */
        EXCEPTION,
        /** It exceeded its time limit. */
        TIMEOUT,
        /** It used up its memory. */
        OUT_OF_MEMORY,
        /** Its worker died. */
        DEATH;

        /** Tells whether it costs a worker. */
        boolean endsWorker() {
            return this != EXCEPTION;
        }
    }

    private static final class Fields extends Values<Fields> {
        int retries;
        int poisonLimit = Integer.MAX_VALUE;
        Duration first = Duration.ZERO;
        Duration most = Duration.ZERO;
        Set<Failure> failures = EnumSet.allOf(Failure.class);
    }

    private RetryPolicy with(Consumer<Fields> change) {
        return new RetryPolicy(values.with(change));
    }

    /**
     * Returns the policy of no retries, which is the default of a pool.
     *
     * @return the policy
     */
    public static RetryPolicy none() {
        return NONE;
    }

    /**
     * Returns a policy of so many retries, at once and after any failure.
     *
     * @param retries how many attempts there are at most after the first; 0 to 100
     * @return the policy
     * @throws IllegalArgumentException if {@code retries} is out of range
     */
    public static RetryPolicy retries(int retries) {
        if (retries < 0 || retries > MOST) {
            throw new IllegalArgumentException("retries must be 0 to 100: retries=" + retries);
        }
        return NONE.with(copy -> copy.retries = retries);
    }

    /**
     * Sets how long the next attempt waits: {@code first} before the second attempt, twice as long
     * each time, but never longer than {@code most}. Others run meanwhile. Default: no time.
     *
     * @param first zero or more
     * @param most no less than {@code first}
     * @return a changed copy
     * @throws IllegalArgumentException if one is out of range
     */
    public RetryPolicy withBackoff(Duration first, Duration most) {
        if (first.isNegative() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a back-off must not be negative nor begin above its end: first="
                            + first
                            + ", most="
                            + most);
        }
        return with(copy -> {
            copy.first = first;
            copy.most = most;
        });
    }

    /**
     * Sets after which failures a task is run again; after others it is not. Default: all.
     *
     * @param failures one or more
     * @return a changed copy
     * @throws IllegalArgumentException if there is none
     */
    public RetryPolicy on(Failure... failures) {
        if (failures.length == 0) {
            throw new IllegalArgumentException(
                    "name a failure to retry after, or use RetryPolicy.none(): failures=[]");
        }
        Set<Failure> chosen = EnumSet.copyOf(List.of(failures));
        return with(copy -> copy.failures = chosen);
    }

    /**
     * Sets how many workers one task may cost, by its death, its time limit or its memory, before
     * it counts as poison and is not run again, however many retries are left. Default: no limit
     * beside that of the retries.
     *
     * @param workers 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code workers} is less than 1
     */
    public RetryPolicy withPoisonLimit(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(
                    "a poison limit must be 1 or more: workers=" + workers);
        }
        return with(copy -> copy.poisonLimit = workers);
    }

    /**
     * Returns how many attempts there are at most after the first.
     *
     * @return 0 to 100
     */
    public int retries() {
        return values.retries;
    }

    /**
     * Returns how many workers one task may cost.
     *
     * @return 1 or more
     */
    public int poisonLimit() {
        return values.poisonLimit;
    }

    /**
     * Returns after which failures a task is run again.
     *
     * @return the failures
     */
    public Set<Failure> failures() {
        return Set.copyOf(values.failures);
    }

    /**
     * Returns how long an attempt waits for its turn.
     *
     * @param attempt which attempt, from 2
     * @return see {@link #withBackoff}; a century at most
     */
    public Duration backoff(int attempt) {
        long most = Times.nanos(values.most);
        long wait = Math.min(most, Times.nanos(values.first));
        for (int i = 2; i < attempt && wait < most; i++) {
            wait = Math.min(most, 2 * wait);
        }
        return Duration.ofNanos(wait);
    }

    /**
     * Tells whether a task is run once more.
     *
     * @param attempts how many attempts it had, the one that failed included
     * @param workers how many workers it has cost, the one of this failure included
     */
    boolean allows(Failure failure, int attempts, int workers) {
        return attempts <= values.retries
                && workers < values.poisonLimit
                && values.failures.contains(failure);
    }

    @Override
    public String toString() {
        return "RetryPolicy[retries="
                + values.retries
                + ", on="
                + values.failures
                + ", backoff="
                + values.first
                + " to "
                + values.most
                + (values.poisonLimit == Integer.MAX_VALUE
                        ? ""
                        : ", poisonLimit=" + values.poisonLimit)
                + "]";
    }
}
