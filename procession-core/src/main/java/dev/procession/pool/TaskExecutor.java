package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.TaskBiFunction;
import dev.procession.TaskCallable;
import dev.procession.TaskConsumer;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks somewhere else: one at a time, or a function over many inputs.
 *
 * {@snippet :
 * List<Summary> all = pool.map(Report::summarize, paths);
 * CompletableFuture<Summary> one = pool.submit(() -> Report.summarize(path));
 * }
 *
 * <p>Where tasks run in other processes they are copied there, and their results back: what cannot
 * be encoded is refused in the caller, by a {@link dev.procession.CodecException} that names the
 * field at fault.
 *
 * <p><b>Callbacks</b> are those of {@link CompletableFuture}: {@code thenAccept} for a value,
 * {@code exceptionally} for an error, {@code whenComplete} for both. They run in this process, each
 * on a thread of its own; one that is slow or throws harms nobody. Completing a future from outside
 * in any way ({@code cancel}, {@code orTimeout}, {@code complete}) stops its task.
 *
 * <p><b>Progress.</b> How far a function over many inputs is, a {@link ProgressListener} is told:
 * {@code pool.with(TaskOptions.defaults().withProgress(listener))}.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public interface TaskExecutor {

    /**
     * Returns a view of this executor whose tasks are special in some way. It has no life of its
     * own: it lives and ends with the pool.
     *
     * @param options what is special about the tasks
     * @return the view
     */
    TaskExecutor with(TaskOptions options);

    // ---- one task ----------------------------------------------------------------------------

    /**
     * Submits a task that returns a value.
     *
     * @param task the task
     * @param <T> the type of the value
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(TaskCallable<T> task);

    /**
     * Submits a task without a value; use {@link #run} for one that throws checked exceptions.
     *
     * @param task the task
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    CompletableFuture<@Nullable Void> submit(TaskRunnable task);

    /**
     * Submits a task without a value that may throw checked exceptions. It has a name of its own
     * because a lambda would fit {@link #submit(TaskRunnable)} just as well.
     *
     * @param task the task
     * @return its future
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    CompletableFuture<@Nullable Void> run(TaskAction task);

    /**
     * Submits a task that returns a value.
     *
     * @param task the task
     * @param <T> the type of the value
     * @return its future
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskCallable}
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task);

    /**
     * Submits a task without a value.
     *
     * @param task the task
     * @return its future
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    CompletableFuture<?> submit(Runnable task);

    /**
     * Submits a task whose value is known.
     *
     * @param task the task
     * @param result its value, which does not travel
     * @param <T> the type of the value
     * @return its future
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result);

    /**
     * Applies a function and waits for its result.
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
    <A extends @Nullable Object, R extends @Nullable Object> R apply(
            TaskFunction<? super A, ? extends R> function, A argument);

    /**
     * As {@link #apply(TaskFunction, Object)}, for a function of two arguments.
     *
     * @param function the function
     * @param first its first argument
     * @param second its second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @return its result
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            R apply(TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return apply(new Spread<A, B, R>(function), new Pair<>(first, second));
    }

    /**
     * Applies a function; the result comes by a future.
     *
     * @param function the function; one without captured variables is sent to each worker once
     * @param argument its argument
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return the future of the result
     * @throws dev.procession.CodecException if the function or the argument cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> applyAsync(
            TaskFunction<? super A, ? extends R> function, A argument);

    /**
     * As {@link #applyAsync(TaskFunction, Object)}, for a function of two arguments.
     *
     * @param function the function
     * @param first its first argument
     * @param second its second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @return the future of the result
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<R> applyAsync(
                    TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return applyAsync(new Spread<A, B, R>(function), new Pair<>(first, second));
    }

    /**
     * Hands a connection over to a task, which owns it from then on.
     *
     * {@snippet :
     * try (var pool = ProcessPool.of(5);
     *         var server = ServerSocketChannel.open().bind(address)) {
     *     while (true) {
     *         pool.handOver(Chat::talk, server.accept());
     *     }
     * }
     * }
     *
     * <p>The task gets a channel in blocking mode that is the connection itself: nothing is copied
     * through this process, which has no part in it any more. Its {@linkplain
     * SocketChannel#getRemoteAddress remote address} is the peer's; the JDK knows no local address
     * of a connection that it has not made itself, so {@linkplain SocketChannel#getLocalAddress
     * that} has the port of something else in a worker process, and of a Unix-domain socket neither
     * address means anything. When the task has ended, the connection is closed.
     *
     * <p><b>Who owns it.</b> If this method throws, the caller still has the channel, as it was.
     * When it returns, the caller's channel is closed, but not the connection: the pool has it, and
     * keeps it until the task begins. It is closed if the task never does: when its future is
     * cancelled or completed by anybody, and when the pool is shut down at once. The channel must
     * not be in use by another thread. A worker has one connection at a time, for as long as the
     * task takes; those that wait cost a descriptor each, see {@link PoolOptions#withMaxWaiting}.
     *
     * <p><b>If the worker dies</b>, the connection ends with it, and the peer sees that. The task
     * is not tried again, whatever the retry policy says. A worker that dies before it begins the
     * task costs nothing.
     *
     * <p><b>Where it works.</b> Threads of this process take the channel as it is. To worker
     * processes, a connection goes on Linux alone, by a native call, for which the JVM prints a
     * warning unless it was started with {@code --enable-native-access=ALL-UNNAMED} (on a module
     * path {@code dev.procession}). Where that cannot be, this process has to stay in between: a
     * task connects to it, and two threads copy what comes, one each way.
     *
     * {@snippet :
     * var relay = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null);
     * String path = relay.getLocalAddress().toString();
     * pool.run(() -> Chat.talk(SocketChannel.open(UnixDomainSocketAddress.of(path))));
     * SocketChannel worker = relay.accept();
     * Thread.startVirtualThread(() -> copy(client, worker));
     * Thread.startVirtualThread(() -> copy(worker, client));
     * }
     *
     * @param task what to do with the connection
     * @param channel a connected channel of the JDK's own, of Internet or Unix-domain sockets, that
     *     is registered with no selector
     * @return the future of the task
     * @throws IllegalArgumentException if the channel is not connected, or is registered with a
     *     selector
     * @throws UnsupportedOperationException if the tasks run in other processes, and this system is
     *     not Linux or native access is denied
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown, or if there is no
     *     descriptor for it
     * @apiNote Python's pools do this by pickling a socket ({@code multiprocessing.reduction}),
     *     whose original has to be closed by hand
     */
    CompletableFuture<@Nullable Void> handOver(
            TaskConsumer<? super SocketChannel> task, SocketChannel channel);

    /**
     * Returns the futures of tasks in the order in which they end.
     *
     * @param <V> the type of the tasks' values
     * @return a new one, which knows the tasks that are submitted by way of it
     */
    default <V extends @Nullable Object> TaskCompletionService<V> completions() {
        return new TaskCompletionService<>(this);
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
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs);

    /**
     * As {@link #map(TaskFunction, Iterable)}, over a stream, which is closed.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs; must end
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results, in the order of the inputs
     */
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs);

    /**
     * As {@link #map(TaskFunction, Iterable)}, for a function of two arguments.
     *
     * {@snippet :
     * List<Double> powers = pool.starmap(Math::pow, Pair.zip(bases, exponents));
     * }
     *
     * @param function the function, copied once per worker
     * @param inputs the arguments of each call; {@link Pair#zip} makes them of two collections
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return the results, in the order of the inputs
     * @throws CompletionException as {@link #map(TaskFunction, Iterable)}
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            List<R> starmap(
                    TaskBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<Pair<A, B>> inputs) {
        return map(new Spread<A, B, R>(function), inputs);
    }

    /**
     * As {@link #map(TaskFunction, Iterable)}; the results come by a future.
     *
     * <p>The inputs are pulled and encoded by a thread of its own, and a collection must not change
     * before the future is done. They count as submitted: a pool that is shut down works them off.
     * Completing the future from outside stops what runs.
     *
     * @param function the function, copied once per worker; encoded by the caller
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the future of all results, in the order of the inputs; it fails with the failure of
     *     the lowest failing index
     * @throws dev.procession.CodecException if the function cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown, or if there is no
     *     thread for it
     */
    <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs);

    /**
     * As {@link #mapAsync(TaskFunction, Iterable)}, for a function of two arguments.
     *
     * @param function the function, copied once per worker; encoded by the caller
     * @param inputs the arguments of each call
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return the future of all results, in the order of the inputs
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    TaskBiFunction<? super A, ? super B, ? extends R> function,
                    Iterable<Pair<A, B>> inputs) {
        return mapAsync(new Spread<A, B, R>(function), inputs);
    }

    /**
     * Applies a function to every input and hands out the results in the order of the inputs, as
     * {@link #outcomes(TaskFunction, Stream)} does the outcomes: lazily, from an endless source if
     * need be, with a bounded number of inputs under way. At an input that failed the stream ends
     * by throwing; whoever wants to go on takes the outcomes.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results; to be closed, which stops what still runs. It throws a {@link
     *     CompletionException} with the failure of an input as its cause
     * @throws dev.procession.CodecException if the function cannot be encoded
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return this.<A, R>outcomes(function, inputs).map(Outcome::valueOrThrow);
    }

    /**
     * As {@link #imap(TaskFunction, Stream)}.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return this.<A, R>outcomes(function, inputs).map(Outcome::valueOrThrow);
    }

    /**
     * As {@link #imap(TaskFunction, Stream)}, in the order in which the results come.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return this.<A, R>outcomesUnordered(function, inputs).map(Outcome::valueOrThrow);
    }

    /**
     * As {@link #imapUnordered(TaskFunction, Stream)}.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the results
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return this.<A, R>outcomesUnordered(function, inputs).map(Outcome::valueOrThrow);
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
    <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs);

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
    <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs);

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
    <A extends @Nullable Object, R extends @Nullable Object>
            Stream<Outcome<A, R>> outcomesUnordered(
                    TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs);

    /**
     * As {@link #outcomesUnordered(TaskFunction, Stream)}; what is in a {@link Collection} is
     * pulled as in {@link #outcomes(TaskFunction, Iterable)}.
     *
     * @param function the function, copied once per worker
     * @param inputs the inputs
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return the outcomes
     */
    <A extends @Nullable Object, R extends @Nullable Object>
            Stream<Outcome<A, R>> outcomesUnordered(
                    TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs);
}
