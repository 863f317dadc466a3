package dev.procession.pool;

import dev.procession.internal.launch.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An {@link ExecutorService} whose workers are processes.
 *
 * {@snippet :
 * try (var pool = ProcessPool.of(4)) {
 *     List<Summary> all = pool.map(Report::summarize, paths);
 *     CompletableFuture<Summary> one = pool.submit(() -> Report.summarize(path));
 * }
 * }
 *
 * <p>Every task ends exactly once: with its value, with what it threw, cancelled, timed out, out of
 * memory, or with the death of its worker. A death costs exactly the one task that was running; the
 * worker is replaced, and no task is run twice unless {@linkplain PoolOptions#withRetries retries}
 * were asked for.
 *
 * <p>Tasks, arguments and results are copied between processes. A lambda or method reference given
 * to a method of this class is serializable without a cast; what it captures is copied when it is
 * handed over. A function that is {@linkplain #map mapped} is copied once per worker. What cannot
 * be encoded is refused in the caller, by a {@link dev.procession.CodecException} that names the
 * field at fault.
 *
 * <p>Workers start when there is work for them. They are daemons: a pool that is never closed does
 * not keep a finished {@code main} alive, and no worker outlives this process, however it ends.
 * Until then a pool that is dropped without being closed keeps its threads and its workers, except
 * those that leave when they have {@linkplain PoolOptions#withWorkers(int, int) nothing to do}.
 *
 * <p>There is no security boundary between a worker and this process's user: a worker runs with all
 * rights of its parent's account.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class ProcessPool extends ProcessTasks implements TaskPool {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Engine engine;

    private ProcessPool(Engine engine) {
        super(engine, Terms.of(engine.options()));
        this.engine = engine;
    }

    /**
     * Opens a pool with default options and at most so many workers.
     *
     * @param workers 1 or more
     * @return the pool
     * @throws IllegalArgumentException if {@code workers} is less than 1
     */
    public static ProcessPool of(int workers) {
        return open(PoolOptions.defaults().withWorkers(workers));
    }

    /**
     * Opens a pool with as many workers as there are processors, if the memory is enough for them.
     *
     * @return the pool
     */
    public static ProcessPool open() {
        return open(PoolOptions.defaults());
    }

    /**
     * Opens a pool.
     *
     * @param options how it works
     * @return the pool
     * @throws IllegalStateException if this is a child process that decodes its work or runs a
     *     static initializer: every child would open a further pool
     * @throws IllegalArgumentException if the options cannot be had together
     * @throws UnsupportedOperationException if there is a {@linkplain
     *     PoolOptions#withMaxResidentSize limit on resident size} and this system is not Linux
     */
    public static ProcessPool open(PoolOptions options) {
        Self.refuseWhileDecoding("a pool");
        options.requireConsistent();
        String given = options.name();
        String name = given != null ? given : "pool-" + NUMBERS.incrementAndGet();
        Share share = Budget.ofThisJvm().open(options);
        if (share.warning() != null) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "[pool " + name + "] " + share.warning());
        }
        try {
            return new ProcessPool(new Engine(name, share));
        } catch (Throwable refused) {
            share.close();
            throw refused;
        }
    }

    // ---- ExecutorService ---------------------------------------------------------------------

    /** Takes no further tasks; those submitted are run. */
    @Override
    public void shutdown() {
        engine.lifeCycle().shutdown();
    }

    /**
     * Cancels all tasks, those that run included, and ends the workers within the stop grace.
     *
     * @return the tasks that were submitted one by one and never began
     */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        for (Work work : engine.lifeCycle().shutdownNow()) {
            if (work instanceof PoolFuture<?>.Submitted submitted) {
                never.add(submitted.asRunnable());
            }
        }
        return never;
    }

    @Override
    public boolean isShutdown() {
        return engine.lifeCycle().isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return engine.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return engine.lifeCycle().terminated().await(timeout, unit);
    }

    // ---- looking at it -----------------------------------------------------------------------

    @Override
    public String name() {
        return engine.name();
    }

    /**
     * Looks at the workers.
     *
     * @return a glance at each that lives
     */
    public List<WorkerInfo> workers() {
        List<WorkerInfo> list = new ArrayList<>();
        for (Worker worker : engine.workers()) {
            if (worker.pid() != 0) {
                list.add(worker.info());
            }
        }
        return list;
    }

    @Override
    public PoolStats stats() {
        return engine.stats();
    }

    /**
     * Returns how many workers there are at most and how large each may be, as it was decided when
     * the pool was opened.
     *
     * @return the same as long as the pool lives
     */
    public PoolSizing sizing() {
        return engine.share().sizing();
    }

    /**
     * Counts the worker processes that were started so far, replacements included.
     *
     * @return how many
     */
    public long workersStarted() {
        return engine.crew().started();
    }

    @Override
    public String toString() {
        return "ProcessPool[" + engine.name() + ", workers=" + engine.workers().length + "]";
    }
}
