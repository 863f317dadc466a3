package dev.procession.pool;

import dev.procession.internal.util.Values;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is special about some tasks of a pool; for the rest they are as the pool's options say.
 * Immutable: each {@code withX} returns a changed copy.
 *
 * {@snippet :
 * var urgent = pool.with(TaskOptions.defaults().withPriority(Priority.HIGH).withTimeout(ofSeconds(2)));
 * Preview preview = urgent.apply(Preview::of, path);
 * }
 *
 * @since 0.1
 */
public final class TaskOptions {

    private static final TaskOptions DEFAULTS = new TaskOptions(new Fields());

    private final Fields values;

    private TaskOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        @Nullable Priority priority;
        @Nullable Duration timeout;
        @Nullable RetryPolicy retryPolicy;
        @Nullable Telling telling;
    }

    private TaskOptions with(Consumer<Fields> change) {
        return new TaskOptions(values.with(change));
    }

    /**
     * Returns options that change nothing.
     *
     * @return as the pool has it
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets which of the tasks that wait goes first. What has been handed to a worker is not
     * overtaken: one long task, or up to a millisecond of short ones.
     *
     * @param priority the priority
     * @return a changed copy
     */
    public TaskOptions withPriority(Priority priority) {
        Objects.requireNonNull(priority, "priority");
        return with(copy -> copy.priority = priority);
    }

    /**
     * Sets how long a task may run; see {@link PoolOptions#withTaskTimeout}.
     *
     * @param timeout a positive duration
     * @return a changed copy
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    public TaskOptions withTimeout(Duration timeout) {
        Terms.requirePositive(timeout);
        return with(copy -> copy.timeout = timeout);
    }

    /**
     * Sets when a task that failed is run once more.
     *
     * @param policy the policy
     * @return a changed copy
     */
    public TaskOptions withRetryPolicy(RetryPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(copy -> copy.retryPolicy = policy);
    }

    /**
     * As {@link #withProgress(ProgressListener, Duration)}, ten times a second.
     *
     * @param listener who is told
     * @return a changed copy
     */
    public TaskOptions withProgress(ProgressListener listener) {
        return withProgress(listener, Telling.DEFAULT_INTERVAL);
    }

    /**
     * Sets who is told how far a run over many inputs has come. Each call of {@code map}, {@code
     * outcomes} and the like is a run of its own; a task that is submitted or applied alone is
     * none, and nobody is told of it. {@link ProgressListener} says when and by which thread.
     *
     * {@snippet :
     * var told = TaskOptions.defaults().withProgress(log::progress, ofSeconds(30));
     * List<Summary> all = pool.with(told).map(Report::summarize, paths);
     * }
     *
     * @param listener who is told
     * @param interval how long after each call there is none, but for the last one; a millisecond
     *     or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code interval} is shorter than a millisecond
     */
    public TaskOptions withProgress(ProgressListener listener, Duration interval) {
        Objects.requireNonNull(listener, "listener");
        Telling telling = new Telling(listener, interval);
        return with(copy -> copy.telling = telling);
    }

    /**
     * Returns the priority, if it is special.
     *
     * @return see {@link #withPriority}
     */
    public Optional<Priority> priority() {
        return Optional.ofNullable(values.priority);
    }

    /**
     * Returns the time limit, if it is special.
     *
     * @return see {@link #withTimeout}
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(values.timeout);
    }

    /**
     * Returns the retry policy, if it is special.
     *
     * @return see {@link #withRetryPolicy}
     */
    public Optional<RetryPolicy> retryPolicy() {
        return Optional.ofNullable(values.retryPolicy);
    }

    /**
     * Returns who is told of progress, if anybody is.
     *
     * @return see {@link #withProgress}
     */
    public Optional<ProgressListener> progressListener() {
        return telling().map(Telling::listener);
    }

    /**
     * Returns how long there is no call after each, if anybody is told of progress.
     *
     * @return see {@link #withProgress}
     */
    public Optional<Duration> progressInterval() {
        return telling().map(Telling::interval);
    }

    Optional<Telling> telling() {
        return Optional.ofNullable(values.telling);
    }
}
