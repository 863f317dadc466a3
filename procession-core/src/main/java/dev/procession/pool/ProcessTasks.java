package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.TaskCallable;
import dev.procession.TaskConsumer;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import dev.procession.codec.Sink;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How the tasks of a {@link ProcessPool} come to its engine. */
class ProcessTasks implements TaskExecutor {

    /** A collection may promise more than there will ever be. */
    private static final int MOST_PRESIZED = 1 << 20;

    private final Engine engine;
    private final Terms terms;

    ProcessTasks(Engine engine, Terms terms) {
        this.engine = engine;
        this.terms = terms;
        engine.knows(terms);
    }

    @Override
    public TaskExecutor with(TaskOptions options) {
        return new ProcessTasks(engine, terms.with(options));
    }

    // ---- one task ----------------------------------------------------------------------------

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(TaskCallable<T> task) {
        return PoolFuture.submit(engine, terms, task);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(TaskRunnable task) {
        return PoolFuture.submit(engine, terms, task);
    }

    @Override
    public CompletableFuture<@Nullable Void> run(TaskAction task) {
        return PoolFuture.submit(engine, terms, task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return PoolFuture.submit(engine, terms, task);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return PoolFuture.<@Nullable Object>submit(engine, terms, task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        CompletableFuture<?> running = submit(task);
        CompletableFuture<T> future = running.thenApply(nothing -> result);
        // Whatever completes it from outside stops the task.
        future.whenComplete((value, thrown) -> running.cancel(true));
        return future;
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            TaskFunction<? super A, ? extends R> function, A argument) {
        FunctionRef encoded = engine.encoder().function(function);
        Applied work = new Applied(engine.harvest(), encoded, terms, argument);
        engine.recordNow(work);
        Sink sink = engine.encoder().takeSink();
        try {
            engine.encoder().encodeArgument(encoded, argument, sink);
            work.carry(sink.takeDepartures());
            accept(work);
            route(work, sink);
        } finally {
            engine.encoder().giveBack(sink);
        }
        await(work);
        Raw.Decoded decoded = work.outcome(engine);
        if (decoded.thrown() != null) {
            throw new CompletionException(decoded.thrown());
        }
        return Batch.cast(decoded.value());
    }

    private void accept(Applied work) {
        try {
            engine.accept();
        } catch (RuntimeException | Error refused) {
            work.unload();
            throw refused;
        }
    }

    private void route(Applied work, Sink sink) {
        try {
            engine.dispatcher().route(work, sink);
        } catch (RuntimeException | Error noRoom) {
            work.unload();
            if (work.decide()) {
                engine.settlement().abandon(work);
            }
            throw noRoom;
        }
    }

    private void await(Applied work) {
        try {
            engine.harvest().await(work);
        } catch (InterruptedException stop) {
            if (work.decide()) {
                engine.settlement().abandon(work);
            }
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    "[pool "
                            + engine.name()
                            + "] the thread that waited for a task was interrupted");
        }
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> applyAsync(
            TaskFunction<? super A, ? extends R> function, A argument) {
        return PoolFuture.apply(engine, terms, function, argument);
    }

    @Override
    public CompletableFuture<@Nullable Void> handOver(
            TaskConsumer<? super SocketChannel> task, SocketChannel channel) {
        return HandOver.toProcess(engine, terms, task, channel);
    }

    // ---- many inputs -------------------------------------------------------------------------

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        BatchManner manner = BatchManner.map(inputs instanceof Collection);
        return collect(encoded(function), Feed.of(inputs), manner, listFor(inputs));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        try (inputs) {
            FunctionRef encoded = encoded(function);
            return collect(encoded, Feed.of(inputs), BatchManner.map(false), new ArrayList<>());
        }
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> mapAsync(
                    TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        FunctionRef encoded = encoded(function);
        BatchManner manner = BatchManner.mapAsync(inputs instanceof Collection);
        return AsyncMap.start(
                engine, () -> collect(encoded, Feed.of(inputs), manner, listFor(inputs)));
    }

    private static <R extends @Nullable Object> List<R> listFor(Iterable<?> inputs) {
        return inputs instanceof Collection<?> all
                ? new ArrayList<>(Math.min(all.size(), MOST_PRESIZED))
                : new ArrayList<>();
    }

    private <A extends @Nullable Object, R extends @Nullable Object> List<R> collect(
            FunctionRef function, Feed<? extends A> inputs, BatchManner manner, List<R> results) {
        try (Batch<A, R> batch = new Batch<>(engine, function, terms, inputs, manner)) {
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

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return stream(function, inputs, BatchManner.outcomes(true, false));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return stream(function, inputs, true);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object>
            Stream<Outcome<A, R>> outcomesUnordered(
                    TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return stream(function, inputs, BatchManner.outcomes(false, false));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object>
            Stream<Outcome<A, R>> outcomesUnordered(
                    TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return stream(function, inputs, false);
    }

    /** What is in a collection is there: to wait for it needs no thread. */
    private <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> stream(
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> inputs,
            boolean inOrder) {
        boolean isCollection = inputs instanceof Collection;
        return stream(
                function,
                StreamSupport.stream(inputs.spliterator(), false),
                BatchManner.outcomes(inOrder, isCollection));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> stream(
            TaskFunction<? super A, ? extends R> function,
            Stream<? extends A> inputs,
            BatchManner manner) {
        Batch<A, R> batch = new Batch<>(engine, encoded(function), terms, Feed.of(inputs), manner);
        int properties = Spliterator.NONNULL | (manner.inOrder() ? Spliterator.ORDERED : 0);
        Spliterator<Outcome<A, R>> outcomes =
                Spliterators.spliteratorUnknownSize(batch, properties);
        return StreamSupport.stream(outcomes, false).onClose(batch::close).onClose(inputs::close);
    }

    private FunctionRef encoded(Object function) {
        // Of a map only once: it may have millions of inputs.
        Flight.look();
        return FunctionRef.of(function, engine.codec());
    }
}
