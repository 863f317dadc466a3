package dev.procession.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The twin of {@link ProcessPool} whose workers are threads of this process: a program that is
 * written against {@link TaskPool} changes one line to go from one to the other, for a test, for
 * stepping through tasks in a debugger, or where isolation is not needed.
 *
 * <table class="striped">
 * <caption>Where the two differ</caption>
 * <thead><tr><th></th><th>{@code ProcessPool}</th><th>{@code ThreadPool}</th></tr></thead>
 * <tbody>
 * <tr><td>arguments, captured variables, results</td><td>copied; must be serializable</td><td>shared;
 *     need not be serializable</td></tr>
 * <tr><td>static fields</td><td>each worker has its own</td><td>shared</td></tr>
 * <tr><td>{@link WorkerLocal}</td><td>one for each worker</td><td>one for the whole process</td></tr>
 * <tr><td>cancel, time limit, {@code shutdownNow}</td><td>interrupt, then the process is ended</td>
 *     <td>interrupt only: the future ends in time, a deaf task keeps its thread, a daemon</td></tr>
 * <tr><td>a task that exits, crashes, or fills the heap</td><td>ends its worker</td><td>ends or harms
 *     this process</td></tr>
 * <tr><td>what a task throws</td><td>with the worker's stack</td><td>the object itself</td></tr>
 * <tr><td>an initializer that throws</td><td>is tried in other workers</td><td>fails the pool</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Of the {@link PoolOptions} it uses the name, the numbers of workers, the idle timeout, the
 * limits of time and of waiting tasks, the retry policy, the initializer and the finalizer, and the
 * stop grace, for which its end waits for threads that are deaf. What concerns processes (heap,
 * resident size, length of results, recycling, process options) means nothing here.
 *
 * <p>Threads start when there is work for them and are daemons. Thread-safe.
 *
 * @since 0.1
 */
public final class ThreadPool extends ThreadTasks implements TaskPool {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private ThreadPool(ThreadCrew crew) {
        super(crew, Terms.of(crew.options()));
    }

    /**
     * Opens a pool with default options and at most so many threads.
     *
     * @param workers 1 or more
     * @return the pool
     * @throws IllegalArgumentException if {@code workers} is less than 1
     */
    public static ThreadPool of(int workers) {
        return open(PoolOptions.defaults().withWorkers(workers));
    }

    /**
     * Opens a pool.
     *
     * @param options how it works
     * @return the pool
     */
    public static ThreadPool open(PoolOptions options) {
        String given = options.name();
        String name = given != null ? given : "threads-" + NUMBERS.incrementAndGet();
        return new ThreadPool(new ThreadCrew(name, options));
    }

    // ---- ExecutorService ---------------------------------------------------------------------

    /** Takes no further tasks; those submitted are run. */
    @Override
    public void shutdown() {
        crew().shutdown();
    }

    /**
     * Cancels all tasks and interrupts those that run.
     *
     * @return the tasks that were submitted one by one and never began
     */
    @Override
    public List<Runnable> shutdownNow() {
        return crew().shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return crew().isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return crew().isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return crew().terminated().await(timeout, unit);
    }

    // ---- looking at it -----------------------------------------------------------------------

    @Override
    public String name() {
        return crew().name();
    }

    @Override
    public PoolStats stats() {
        return crew().stats();
    }

    @Override
    public String toString() {
        return "ThreadPool[" + crew().name() + ", threads=" + stats().workers() + "]";
    }
}
