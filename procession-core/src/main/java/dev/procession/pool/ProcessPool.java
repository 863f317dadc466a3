package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.TaskCallable;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.internal.launch.Self;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>There is no security boundary between a worker and this process's user: a worker runs with all
 * rights of its parent's account.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class ProcessPool implements ExecutorService {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** A collection may promise more than there will ever be. */
    private static final int MOST_PRESIZED = 1 << 20;

    private final Engine engine;

    private ProcessPool(Engine engine) {
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
     * Opens a pool with as many workers as there are processors.
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
     */
    public static ProcessPool open(PoolOptions options) {
        Self.refuseWhileDecoding("a pool");
        String given = options.name();
        String name = given != null ? given : "pool-" + NUMBERS.incrementAndGet();
        return new ProcessPool(new Engine(name, options));
    }

    // ---- one task ----------------------------------------------------------------------------

    /**
     * Submits a task that returns a value.
     *
     * <p>Completing the future from outside in any way ({@code cancel}, {@code orTimeout}, {@code
     * complete}) stops the task. Callbacks run in this process, each on a thread of its own.
     *
     * @param task the task
     * @param <T> the type of the value
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(TaskCallable<T> task) {
        return PoolFuture.submit(engine, task);
    }

    /**
     * Submits a task without a value; use {@link #run} for one that throws checked exceptions.
     *
     * @param task the task
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public CompletableFuture<@Nullable Void> submit(TaskRunnable task) {
        return PoolFuture.submit(engine, task);
    }

    /**
     * Submits a task without a value that may throw checked exceptions. It has a name of its own
     * because a lambda would fit {@link #submit(TaskRunnable)} just as well.
     *
     * @param task the task
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public CompletableFuture<@Nullable Void> run(TaskAction task) {
        return PoolFuture.submit(engine, task);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskCallable}
     */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return PoolFuture.submit(engine, task);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}
     */
    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return PoolFuture.<@Nullable Object>submit(engine, task);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}
     */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submit(task).thenApply(nothing -> result);
    }

    /**
     * Runs a task for which nobody waits. What it throws is logged.
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}; the JDK's own wrappers ({@code FutureTask}, {@code supplyAsync}) cannot be
     *     encoded: use {@link #submit(TaskCallable)}, whose future is a {@code CompletableFuture}
     */
    @Override
    public void execute(Runnable task) {
        CompletableFuture<@Nullable Object> future = PoolFuture.submit(engine, task);
        future.whenComplete((nothing, thrown) -> {
            if (thrown != null && !(thrown instanceof CancellationException)) {
                System.getLogger("dev.procession")
                        .log(
                                System.Logger.Level.ERROR,
                                "[pool " + engine.name() + "] an executed task failed",
                                thrown);
            }
        });
    }

    /**
     * Applies a function in a worker and waits for its result.
     *
     * <p><b>Blocking.</b> Waits for the result. If the calling thread is interrupted, the task is
     * stopped.
     *
     * @param function the function; one without captured variables is sent to each worker once
     * @param argument its argument
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return its result
     * @throws CompletionException if the task failed; its cause is what the task threw, or the
     *     failure's own type
     * @throws CancellationException if the calling thread was interrupted, whose flag is set again
     * @throws dev.procession.CodecException if the function or the argument cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            TaskFunction<? super A, ? extends R> function, A argument) {
        Applied work = new Applied(engine.harvest(), engine.function(function), argument);
        Sink sink = engine.takeSink();
        try {
            CodecContext context = CodecContext.of(work.function().loader(), "argument");
            engine.codec().encode(argument, sink, context);
            engine.accept();
            engine.route(work, sink);
        } finally {
            engine.giveBack(sink);
        }
        await(work);
        Raw.Decoded decoded = work.outcome(engine);
        if (decoded.thrown() != null) {
            throw new CompletionException(decoded.thrown());
        }
        return Batch.cast(decoded.value());
    }

    private void await(Applied work) {
        try {
            engine.harvest().await(work);
        } catch (InterruptedException stop) {
            if (work.decide()) {
                engine.abandon(work);
            }
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    "[pool "
                            + engine.name()
                            + "] the thread that waited for a task was interrupted");
        }
    }

    // ---- many inputs -------------------------------------------------------------------------

    /**
     * Applies a function to every input and waits for all results. The calling thread pulls the
     * inputs; what their source throws is thrown, unless an input before it fails.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results, in the order of the inputs
     * @throws CompletionException if an input failed; its cause is the failure of the lowest
     *     failing index; what was not begun by then is not run, and what still ran is stopped
     * @throws CancellationException if the calling thread was interrupted, whose flag is set again
     * @throws dev.procession.CodecException if the function cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        if (inputs instanceof Collection<? extends A> all) {
            int size = Math.min(all.size(), MOST_PRESIZED);
            return collect(function, all.iterator(), true, new ArrayList<>(size));
        }
        return collect(function, inputs.iterator(), false, new ArrayList<>());
    }

    private <A extends @Nullable Object, R extends @Nullable Object> List<R> collect(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> inputs,
            boolean isCollection,
            List<R> results) {
        try (Batch<A, R> batch = batch(function, inputs, Batch.Manner.map(isCollection))) {
            while (batch.hasNext()) {
                Element<A, R> element = batch.nextElement();
                if (element.failure() != null) {
                    throw new CompletionException(element.failure());
                }
                results.add(Batch.cast(element.value()));
            }
        }
        return results;
    }

    /**
     * As {@link #map(TaskFunction, Iterable)}, over a stream, which is closed.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs; must end
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results, in the order of the inputs
     */
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        try (inputs) {
            return collect(function, inputs.iterator(), false, new ArrayList<>());
        }
    }

    /**
     * Applies a function to every input and hands out what became of each, in the order of the
     * inputs.
     *
     * <p>The stream is lazy: taking from it pulls inputs, which may be endless, and at most 2,048
     * per worker ahead of the oldest that was not handed out. It is sequential. Closing it, which
     * {@code try}-with-resources does, cancels what has no outcome and closes the inputs. Nothing
     * that befalls an input is thrown.
     *
     * <p>The inputs are pulled by a daemon thread of the stream's own, from the first time that an
     * outcome is asked for: a source that blocks holds up no outcome that is there. Of what it has
     * pulled, four inputs wait to be handed over where tasks are long, and at most 256 where they
     * are short. The thread ends with the inputs, when the stream is closed, or when there was
     * nothing to pull for a second because no outcome was taken; then it is replaced when one is.
     *
     * <p>What ends the inputs early is thrown by the stream after the outcomes of all inputs before
     * it: what the source threw, whatever it is, or a {@link
     * java.util.concurrent.RejectedExecutionException} that names the first input that was not
     * taken because the pool was shut down.
     *
     * <p>While the caller is busy with an outcome, the workers go on with what they were given: a
     * millisecond's worth of short tasks, or two long ones for each worker.
     *
     * <p><b>Blocking.</b> Waits for the next outcome, and while there is none to come for the next
     * input. If the calling thread is interrupted meanwhile, the stream is closed and throws a
     * {@link CancellationException}; the flag is set again. Closing interrupts the thread that
     * pulls. One that does not react within 50 milliseconds, as in a read of {@code System.in}, is
     * left to itself: it pulls nothing after what it is waiting for, and it may still be in the
     * source when the inputs are closed.
     *
     * <p><b>Memory consistency.</b> What the caller does before it first asks for an outcome
     * happens before the first input is pulled; the pull of an input happens before its outcome is
     * handed out. The inputs are pulled one after the other, each seeing what the one before did.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the outcomes
     * @throws dev.procession.CodecException if the function cannot be encoded
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return stream(function, inputs, Batch.Manner.outcomes(true, false));
    }

    /**
     * As {@link #outcomes(TaskFunction, Stream)}. What is in a {@link Collection} is pulled by the
     * thread that takes the outcomes, as far as it is needed, and no thread is made for it.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the outcomes
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        // What is in a collection is there: to wait for it needs no thread.
        boolean isCollection = inputs instanceof Collection;
        return stream(
                function,
                StreamSupport.stream(inputs.spliterator(), false),
                Batch.Manner.outcomes(true, isCollection));
    }

    /**
     * As {@link #outcomes(TaskFunction, Stream)}, in the order in which the outcomes come; also who
     * pulls the inputs, and how far ahead, is as there.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the outcomes
     */
    public <A extends @Nullable Object, R extends @Nullable Object>
            Stream<Outcome<A, R>> outcomesUnordered(
                    TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return stream(function, inputs, Batch.Manner.outcomes(false, false));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> stream(
            TaskFunction<? super A, ? extends R> function,
            Stream<? extends A> inputs,
            Batch.Manner manner) {
        Batch<A, R> batch = batch(function, inputs.iterator(), manner);
        int properties = Spliterator.NONNULL | (manner.inOrder() ? Spliterator.ORDERED : 0);
        Spliterator<Outcome<A, R>> outcomes =
                Spliterators.spliteratorUnknownSize(batch, properties);
        return StreamSupport.stream(outcomes, false).onClose(batch::close).onClose(inputs::close);
    }

    private <A extends @Nullable Object, R extends @Nullable Object> Batch<A, R> batch(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> inputs,
            Batch.Manner manner) {
        return new Batch<>(engine, FunctionRef.of(function, engine.codec()), inputs, manner);
    }

    // ---- ExecutorService ---------------------------------------------------------------------

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocations.all(this, tasks, Long.MAX_VALUE);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, Long.MAX_VALUE);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }

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
        return engine.lifeCycle().terminated().getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return engine.lifeCycle().terminated().await(timeout, unit);
    }

    // ---- looking at it -----------------------------------------------------------------------

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
