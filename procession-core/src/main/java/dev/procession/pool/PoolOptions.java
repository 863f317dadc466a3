package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.internal.util.Sizes;
import dev.procession.internal.util.Values;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a pool works. Immutable: each {@code withX} returns a changed copy.
 *
 * <p>How many workers there are and how large they may be is decided when a pool opens, by one
 * budget for all pools of this JVM; {@link ProcessPool#sizing} tells what came of it. What is set
 * here always wins. What is not:
 *
 * <ul>
 *   <li>the number of workers is that of the available processors, which respects a container's
 *       limit, or less if not so many workers of 128 MiB fit into the memory;
 *   <li>each worker is told that it has its part of the processors ({@code
 *       -XX:ActiveProcessorCount}): those there are, by the workers of all open pools, at least
 *       one;
 *   <li>each worker has the serial collector;
 *   <li>the heap of a worker is limited to its part of the memory. The memory is that of the
 *       machine or of the control groups around this process, whichever is least, without the
 *       largest heap of this process and what pools that are open already were given; in a worker
 *       it is at most as much as the worker's own heap. A pool takes half of it. Each of its
 *       workers gets an equal part without 64 MiB for what a JVM needs beside its heap: 64 MiB at
 *       least, a quarter of the memory or 30 GiB at most.
 * </ul>
 *
 * <p>A pool that ends gives back what it had; one that is open keeps what it was given. More
 * workers than fit into the memory may be asked for; that is logged as a warning.
 *
 * <p>A worker has two system properties, for patterns of its logs: {@code procession.worker}, its
 * name, and {@code procession.pool}, that of its pool.
 *
 * @since 0.1
 */
public final class PoolOptions {

    /** What a task throws must always fit. */
    private static final int LEAST_MAX_RESULT = 64 << 10;

    /** A worker has some 20 MB before its first task. */
    private static final long LEAST_RESIDENT = 64L << 20;

    private static final PoolOptions DEFAULTS = new PoolOptions(new Fields());

    private final Fields values;

    private PoolOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        @Nullable String name;
        int workers;
        int leastWorkers;
        Duration idleTimeout = Duration.ofSeconds(10);
        boolean startsAtOnce;
        int maxWaiting = Integer.MAX_VALUE;
        WhenFull whenFull = WhenFull.BLOCK;
        Recycling recycling = Recycling.never();
        @Nullable TaskAction finalizer;
        @Nullable Duration taskTimeout;
        RetryPolicy retryPolicy = RetryPolicy.none();
        int maxResultBytes = TaskFrame.MAX_BYTES;
        long maxResidentBytes = Long.MAX_VALUE;
        @Nullable TaskAction initializer;
        Duration stopGrace = Duration.ofSeconds(1);
        ProcessOptions process = ProcessOptions.defaults();
    }

    private PoolOptions with(Consumer<Fields> change) {
        return new PoolOptions(values.with(change));
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
     * pool-1} and so on. A worker's name stands in its command line, which all users of the machine
     * can see.
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
     * Default: the number of available processors, which respects a container's limit, or as many
     * as fit into its memory.
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
        return with(copy -> {
            copy.workers = workers;
            copy.leastWorkers = workers;
        });
    }

    /**
     * Sets between how many worker processes the pool grows and shrinks. It grows whenever a task
     * would have to wait, and shrinks by those workers above {@code least} that had nothing to do
     * for the {@linkplain #withIdleTimeout idle timeout}.
     *
     * @param least how many stay; 0 or more
     * @param most how many there are at most; 1 or more, and not less than {@code least}
     * @return a changed copy
     * @throws IllegalArgumentException if one is out of range
     */
    public PoolOptions withWorkers(int least, int most) {
        if (least < 0 || most < 1 || least > most) {
            throw new IllegalArgumentException(
                    "a pool needs 0 workers or more at least, and at most 1 or more and no fewer:"
                            + " least="
                            + least
                            + ", most="
                            + most);
        }
        return with(copy -> {
            copy.workers = most;
            copy.leastWorkers = least;
        });
    }

    /**
     * Sets after which time without a task a worker leaves that the pool may do without; see {@link
     * #withWorkers(int, int)}. Default: 10 seconds.
     *
     * @param timeout a positive duration; a worker may stay a quarter longer
     * @return a changed copy
     * @throws IllegalArgumentException if {@code timeout} is zero or negative
     */
    public PoolOptions withIdleTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("idle timeout must be positive: timeout=" + timeout);
        }
        return with(copy -> copy.idleTimeout = timeout);
    }

    /**
     * Sets whether the workers that stay are started when the pool is opened, rather than when
     * there is work for them. Default: no.
     *
     * @param atOnce whether they are
     * @return a changed copy
     */
    public PoolOptions withStartAtOnce(boolean atOnce) {
        return with(copy -> copy.startsAtOnce = atOnce);
    }

    /**
     * Sets how many submitted tasks may wait because no worker has room for them, and what happens
     * to whoever submits another. It bounds {@code submit}, {@code run}, {@code apply} and {@code
     * applyAsync}; the forms over many inputs take no more of them at a time than there is use for
     * anyway. What was handed to a worker does not wait: a long task for each, or a millisecond's
     * worth of short ones. Default: no limit.
     *
     * @param tasks 1 or more
     * @param whenFull what happens to who submits one more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code tasks} is less than 1
     */
    public PoolOptions withMaxWaiting(int tasks, WhenFull whenFull) {
        Objects.requireNonNull(whenFull, "whenFull");
        if (tasks < 1) {
            throw new IllegalArgumentException(
                    "at least one task must be allowed to wait: tasks=" + tasks);
        }
        return with(copy -> {
            copy.maxWaiting = tasks;
            copy.whenFull = whenFull;
        });
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
        Terms.requirePositive(timeout);
        return with(copy -> copy.taskTimeout = timeout);
    }

    /**
     * Sets the largest Java heap of each worker; see {@link ProcessOptions#withMaxHeap}. A task
     * that needs more ends with a {@link dev.procession.MemoryLimitException}, and its worker is
     * replaced. Default: the worker's part of the memory there is.
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
     * Sets the largest resident size of each worker while it runs a task: heap, metaspace, stacks
     * and what native code and direct buffers take. Past that the worker is killed with all
     * processes below it, its task ends with a {@link dev.procession.MemoryLimitException}, and a
     * new worker takes its place. Default: no limit.
     *
     * <p>It is looked at every 10 milliseconds, so a task may be over the limit for as long.
     * Counted is what the worker's own process wrote; not what commands below it take, nor pages of
     * files, such as those of the JDK, which the kernel shares and takes back. What earlier tasks
     * or the initializer left behind counts: against leaks, {@linkplain Recycling#withMaxMemory
     * have workers replaced} well before. An initializer that goes over the limit while tasks wait
     * fails that start.
     *
     * <p>A heap knows nothing of this limit, and may hold garbage up to its own: set {@link
     * #withMaxHeap} some way below.
     *
     * @param size such as {@code 512m}; {@code 64m} at least, for a JVM needs a third of that
     *     before its first task
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is malformed or too small
     * @apiNote Opening a pool with this limit throws {@link UnsupportedOperationException} where
     *     the system does not tell how much memory a process has: elsewhere than on Linux
     */
    public PoolOptions withMaxResidentSize(String size) {
        long bytes = Sizes.parse(size);
        if (bytes < LEAST_RESIDENT) {
            throw new IllegalArgumentException(
                    "the largest resident size must be 64m or more, a JVM alone needs a third of"
                            + " that: size=\""
                            + size
                            + "\"");
        }
        return with(copy -> copy.maxResidentBytes = bytes);
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
        return withRetryPolicy(RetryPolicy.retries(retries));
    }

    /**
     * Sets when a task that failed is run once more: how often, after which failures, and how much
     * later. Default: never.
     *
     * @param policy the policy
     * @return a changed copy
     */
    public PoolOptions withRetryPolicy(RetryPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(copy -> copy.retryPolicy = policy);
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
     * Sets what each worker does before it leaves in good order, such as closing a connection:
     * because it is recycled or idle, or because the pool ends by {@code close} or {@code
     * shutdown}. It runs in the thread that ran the tasks. Default: nothing.
     *
     * <p>It does not run in a worker that dies or is killed, nor after {@code shutdownNow}, nor if
     * this process dies. If it throws, that is logged. If it does not end within the {@linkplain
     * ProcessOptions#withStartTimeout start timeout}, the worker is killed.
     *
     * @param finalizer what to do; copied when the pool is opened, which refuses one that cannot be
     *     encoded by a {@link dev.procession.CodecException}
     * @return a changed copy
     */
    public PoolOptions withFinalizer(TaskAction finalizer) {
        Objects.requireNonNull(finalizer, "finalizer");
        return with(copy -> copy.finalizer = finalizer);
    }

    /**
     * Sets after what service a worker is replaced by a fresh one. Default: never.
     *
     * @param recycling after what; {@code Recycling.afterTasks(1)} for a fresh process for each
     *     task
     * @return a changed copy
     */
    public PoolOptions withRecycling(Recycling recycling) {
        Objects.requireNonNull(recycling, "recycling");
        return with(copy -> copy.recycling = recycling);
    }

    /**
     * Has each worker listen for a debugger; see {@link ProcessOptions#withDebug}. There is no time
     * limit of tasks then, nor of a worker's start. To step through tasks in the debugger of this
     * very process, open a {@link ThreadPool} instead.
     *
     * @param port 0 for a free one, which each worker finds for itself; or 1 to 65535 in a pool of
     *     one worker
     * @return a changed copy
     * @throws IllegalArgumentException if {@code port} is out of range
     */
    public PoolOptions withDebug(int port) {
        ProcessOptions changed = values.process.withDebug(port);
        return with(copy -> copy.process = changed);
    }

    /**
     * As {@link #withDebug}, and each worker waits for the debugger before it does anything.
     *
     * @param port as for {@code withDebug}
     * @return a changed copy
     * @throws IllegalArgumentException if {@code port} is out of range
     */
    public PoolOptions withDebugSuspended(int port) {
        ProcessOptions changed = values.process.withDebugSuspended(port);
        return with(copy -> copy.process = changed);
    }

    /** Refuses options that cannot be had together. */
    void requireConsistent() {
        int port = values.process.debugPort().orElse(0);
        if (port > 0 && (values.workers != 1 || !recycling().isNever())) {
            throw new IllegalArgumentException(
                    "two workers cannot listen at one port, and one that is recycled overlaps with"
                            + " its successor: port="
                            + port
                            + ", workers="
                            + (hasWorkers() ? values.workers : "as many as processors")
                            + "; use withWorkers(1) without recycling, or withDebug(0), which has"
                            + " each worker find a port of its own");
        }
    }

    /** Tells whether who runs the pool looks at it through a debugger. */
    boolean isDebugged() {
        return values.process.debugPort().isPresent();
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

    /** Tells whether the number of workers was set. */
    boolean hasWorkers() {
        return values.workers > 0;
    }

    /** Returns these options with what was left open decided. */
    PoolOptions sized(int workers, ProcessOptions process) {
        // Without a lambda, which takes a young JVM a millisecond: each pool that opens comes here.
        Fields copy = values.copy();
        copy.workers = workers;
        copy.leastWorkers = hasWorkers() ? values.leastWorkers : workers;
        copy.process = process;
        return new PoolOptions(copy);
    }

    /**
     * Returns the largest number of workers. If it was not set, a pool that opens where memory is
     * short has fewer.
     *
     * @return 1 or more
     */
    public int workers() {
        return values.workers > 0
                ? values.workers
                : Math.max(1, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns how many workers stay although they have nothing to do.
     *
     * @return 0 or more
     */
    public int leastWorkers() {
        return values.workers > 0 ? values.leastWorkers : workers();
    }

    /**
     * Returns after which time without a task a worker leaves.
     *
     * @return see {@link #withIdleTimeout}
     */
    public Duration idleTimeout() {
        return values.idleTimeout;
    }

    /**
     * Tells whether workers start when the pool is opened.
     *
     * @return see {@link #withStartAtOnce}
     */
    public boolean startsAtOnce() {
        return values.startsAtOnce;
    }

    /**
     * Returns how many submitted tasks may wait.
     *
     * @return the limit, if there is one
     */
    public OptionalInt maxWaiting() {
        return values.maxWaiting == Integer.MAX_VALUE
                ? OptionalInt.empty()
                : OptionalInt.of(values.maxWaiting);
    }

    /**
     * Returns what happens to who submits a task when as many wait as may.
     *
     * @return see {@link #withMaxWaiting}
     */
    public WhenFull whenFull() {
        return values.whenFull;
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
        return values.retryPolicy.retries();
    }

    /**
     * Returns when a failed task is run once more.
     *
     * @return see {@link #withRetryPolicy}
     */
    public RetryPolicy retryPolicy() {
        return values.retryPolicy;
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
     * Returns the largest resident size of a worker that runs a task.
     *
     * @return bytes, if there is a limit; see {@link #withMaxResidentSize}
     */
    public OptionalLong maxResidentBytes() {
        return values.maxResidentBytes == Long.MAX_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(values.maxResidentBytes);
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
     * Returns what each worker does before it leaves.
     *
     * @return see {@link #withFinalizer}, if there is anything
     */
    public Optional<TaskAction> finalizer() {
        return Optional.ofNullable(values.finalizer);
    }

    /**
     * Returns after what service a worker is replaced.
     *
     * @return see {@link #withRecycling}
     */
    public Recycling recycling() {
        return values.recycling;
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
