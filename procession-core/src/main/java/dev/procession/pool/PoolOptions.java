package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.internal.util.Sizes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a pool works. Immutable: each {@code withX} returns a changed copy.
 *
 * @since 0.1
 */
public final class PoolOptions {

    /** What a task throws must always fit. */
    private static final int LEAST_MAX_RESULT = 64 << 10;

    private static final PoolOptions DEFAULTS = new PoolOptions(new Values());

    private final Values values;

    private PoolOptions(Values values) {
        this.values = values;
    }

    /** The fields; written before they are published and never after. */
    private static final class Values implements Cloneable {
        @Nullable String name;
        int workers;
        @Nullable Duration taskTimeout;
        int retries;
        int maxResultBytes = TaskFrame.MAX_BYTES;
        @Nullable TaskAction initializer;
        Duration stopGrace = Duration.ofSeconds(1);
        ProcessOptions process = ProcessOptions.defaults();

        @Override
        protected Values clone() {
            try {
                return (Values) super.clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    private PoolOptions with(Consumer<Values> change) {
        Values copy = values.clone();
        change.accept(copy);
        return new PoolOptions(copy);
    }

    /**
     * Returns the default options.
     *
     * @return as many workers as there are processors, no limits, no retries
     */
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the name of the pool, which messages and the names of its workers carry. Default: {@code
     * pool-1} and so on.
     *
     * @param name the name, not blank
     * @return a changed copy
     * @throws IllegalArgumentException if {@code name} is blank
     */
    public PoolOptions withName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank: name=\"" + name + "\"");
        }
        return with(copy -> copy.name = name);
    }

    /**
     * Sets how many worker processes there are at most; they start when there is work for them.
     * Default: the number of available processors, which respects a container's limit.
     *
     * @param workers 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code workers} is less than 1
     */
    public PoolOptions withWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(
                    "a pool needs at least one worker: workers=" + workers);
        }
        return with(copy -> copy.workers = workers);
    }

    /**
     * Sets how long a task may run, from its beginning in the worker. Past that it is stopped, and
     * its outcome is a {@link dev.procession.TaskTimeoutException}. Default: no limit. Time in
     * which this process itself stood still, stopped or with its whole machine, is not counted.
     *
     * @param timeout a positive duration
     * @return a changed copy
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    public PoolOptions withTaskTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("task timeout must be positive: timeout=" + timeout);
        }
        return with(copy -> copy.taskTimeout = timeout);
    }

    /**
     * Sets the largest Java heap of each worker; see {@link ProcessOptions#withMaxHeap}. A task
     * that needs more ends with a {@link dev.procession.MemoryLimitException}, and its worker is
     * replaced.
     *
     * @param size such as {@code 512m}
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is malformed or too small
     */
    public PoolOptions withMaxHeap(String size) {
        ProcessOptions changed = values.process.withMaxHeap(size);
        return with(copy -> copy.process = changed);
    }

    /**
     * Sets how often a task that failed is begun again, whatever way it failed, unless it was
     * cancelled or its argument could not be decoded. Default: 0, never.
     *
     * @param retries 0 to 100
     * @return a changed copy
     * @throws IllegalArgumentException if {@code retries} is out of range
     */
    public PoolOptions withRetries(int retries) {
        if (retries < 0 || retries > 100) {
            throw new IllegalArgumentException("retries must be 0 to 100: retries=" + retries);
        }
        return with(copy -> copy.retries = retries);
    }

    /**
     * Sets the time in which a task that must stop is stopped for sure: half of it after its thread
     * was interrupted its worker gets SIGTERM, at its end SIGKILL with all processes below it.
     * Default: 1 second.
     *
     * @param grace zero or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code grace} is negative
     */
    public PoolOptions withStopGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("stop grace must not be negative: grace=" + grace);
        }
        return with(copy -> copy.stopGrace = grace);
    }

    /**
     * Sets how long the encoded result of a task may be. A task with a longer one ends with a
     * {@link dev.procession.CodecException}, and its worker goes on. What a task throws is cut to
     * fit. Default: {@code 1g}, which is also the most.
     *
     * @param size such as {@code 64m}; {@code 64k} at least
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is malformed, too small or too large
     */
    public PoolOptions withMaxResult(String size) {
        long bytes = Sizes.parse(size);
        if (bytes < LEAST_MAX_RESULT || bytes > TaskFrame.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the longest result must take 64k to 1g: size=\"" + size + "\"");
        }
        return with(copy -> copy.maxResultBytes = (int) bytes);
    }

    /**
     * Sets what each worker does before its first task, such as opening a connection that its tasks
     * share in a static field. It runs once in each worker, in the thread that runs the tasks.
     * Default: nothing.
     *
     * <p>If it throws, ends the process, or does not end within the {@linkplain
     * ProcessOptions#withStartTimeout start timeout}, counted from when it began, then that start
     * has failed, as if the process had not come up: no task is lost, the next start waits longer,
     * and after six failed starts in a row without a worker left the pool gives up. Its tasks then
     * end with a {@link dev.procession.WorkerDiedException} whose cause is a {@link
     * dev.procession.RemoteException} with what the initializer threw.
     *
     * @param initializer what to do; copied when the pool is opened, which refuses one that cannot
     *     be encoded by a {@link dev.procession.CodecException}
     * @return a changed copy
     */
    public PoolOptions withInitializer(TaskAction initializer) {
        Objects.requireNonNull(initializer, "initializer");
        return with(copy -> copy.initializer = initializer);
    }

    /**
     * Sets how the workers' processes are started. Their name and daemon flag are the pool's own.
     *
     * @param options the options
     * @return a changed copy
     */
    public PoolOptions withProcess(ProcessOptions options) {
        Objects.requireNonNull(options, "options");
        return with(copy -> copy.process = options);
    }

    /**
     * Returns the name, or null for a generated one.
     *
     * @return see {@link #withName}
     */
    public @Nullable String name() {
        return values.name;
    }

    /**
     * Returns the largest number of workers.
     *
     * @return 1 or more
     */
    public int workers() {
        return values.workers > 0
                ? values.workers
                : Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns how long a task may run.
     *
     * @return the limit, if there is one
     */
    public Optional<Duration> taskTimeout() {
        return Optional.ofNullable(values.taskTimeout);
    }

    /**
     * Returns how often a failed task is begun again.
     *
     * @return 0 or more
     */
    public int retries() {
        return values.retries;
    }

    /**
     * Returns how long the encoded result of a task may be.
     *
     * @return bytes; see {@link #withMaxResult}
     */
    public int maxResultBytes() {
        return values.maxResultBytes;
    }

    /**
     * Returns what each worker does before its first task.
     *
     * @return see {@link #withInitializer}, if there is anything
     */
    public Optional<TaskAction> initializer() {
        return Optional.ofNullable(values.initializer);
    }

    /**
     * Returns the time in which a task that must stop is stopped.
     *
     * @return see {@link #withStopGrace}
     */
    public Duration stopGrace() {
        return values.stopGrace;
    }

    /**
     * Returns how the workers' processes are started.
     *
     * @return see {@link #withProcess}
     */
    public ProcessOptions process() {
        return values.process;
    }
}
