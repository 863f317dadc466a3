package dev.procession.pool;

import dev.procession.TaskAction;
import dev.procession.TaskCallable;
import dev.procession.TaskConsumer;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How the tasks of a {@link ThreadPool} come to its threads. */
class ThreadTasks implements TaskExecutor {

    private static final int SPAN_PER_WORKER = 2048;

    private final ThreadCrew crew;
    private final Terms terms;

    ThreadTasks(ThreadCrew crew, Terms terms) {
        this.crew = crew;
        this.terms = terms;
    }

    ThreadCrew crew() {
        return crew;
    }

    @Override
    public TaskExecutor with(TaskOptions options) {
        return new ThreadTasks(crew, terms.with(options));
    }

    // ---- one task ----------------------------------------------------------------------------

    private <T extends @Nullable Object> ThreadTask<T> start(
            Callable<? extends T> body, ThreadTask.Kind kind) {
        ThreadTask<T> task = new ThreadTask<>(crew, terms, body, kind);
        crew.submit(task);
        return task;
    }

    private <T extends @Nullable Object> CompletableFuture<T> submitted(
            Callable<? extends T> body) {
        return start(body, ThreadTask.Kind.SUBMITTED);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(TaskCallable<T> task) {
        return submitted(task);
    }

    @Override
    public CompletableFuture<@Nullable Void> submit(TaskRunnable task) {
        return submitted(returningNull(task));
    }

    @Override
    public CompletableFuture<@Nullable Void> run(TaskAction task) {
        return submitted(() -> {
            task.run();
            return null;
        });
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submitted(task);
    }

    @Override
    public CompletableFuture<?> submit(Runnable task) {
        return submitted(returningNull(task));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        return submitted(() -> {
            task.run();
            return result;
        });
    }

    private static Callable<@Nullable Void> returningNull(Runnable task) {
        return () -> {
            task.run();
            return null;
        };
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            TaskFunction<? super A, ? extends R> function, A argument) {
        ThreadTask<R> task = start(() -> function.apply(argument), ThreadTask.Kind.OURS);
        try {
            return task.get();
        } catch (InterruptedException stop) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted("the thread that waited for a task was interrupted");
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (CancellationException ours) {
            throw new CompletionException(ours);
        }
    }

    private CancellationException interrupted(String what) {
        return new CancellationException("[pool " + crew.name() + "] " + what);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> applyAsync(
            TaskFunction<? super A, ? extends R> function, A argument) {
        return submitted(() -> function.apply(argument));
    }

    @Override
    public CompletableFuture<@Nullable Void> handOver(
            TaskConsumer<? super SocketChannel> task, SocketChannel channel) {
        HandOver.requireIdle(channel);
        ThreadTask<@Nullable Void> future =
                new ThreadTask<>(
                        crew,
                        terms.withoutRetries(),
                        () -> HandOver.run(task, channel),
                        ThreadTask.Kind.SUBMITTED);
        crew.submit(future);
        future.whenComplete((nothing, thrown) -> HandOver.close(channel));
        return future;
    }

    ThreadMeter meter(Feed<?> inputs) {
        return new ThreadMeter(terms, crew, inputs);
    }

    /** One input of many; {@code isMore} if they were accepted together. */
    <A extends @Nullable Object, R extends @Nullable Object> ThreadTask<R> element(
            TaskFunction<? super A, ? extends R> function,
            A input,
            boolean isMore,
            ThreadMeter meter) {
        ThreadTask<R> task = new ThreadTask<>(crew, terms, () -> function.apply(input), meter);
        meter.taken();
        crew.submitOneOfMany(task, isMore);
        return task;
    }

    /** Waits for a task, whatever it comes to. */
    static void awaitEnd(ThreadTask<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException | CancellationException ended) {
            // How, is for its outcome to tell.
            assert task.isDone();
        }
        task.meter();
    }

    // ---- many inputs -------------------------------------------------------------------------

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return collect(function, Feed.of(inputs), false);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        try (inputs) {
            return collect(function, Feed.of(inputs), false);
        }
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> mapAsync(
                    TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return AsyncMap.start(crew, () -> collect(function, Feed.of(inputs), true));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> List<R> collect(
            TaskFunction<? super A, ? extends R> function,
            Feed<? extends A> feed,
            boolean isSubmitted) {
        Iterator<? extends A> inputs = feed.inputs();
        ThreadMeter meter = meter(feed);
        int span = SPAN_PER_WORKER * crew.options().workers();
        Deque<ThreadTask<R>> open = new ArrayDeque<>();
        List<R> results = new ArrayList<>();
        try {
            meter.begin();
            while (inputs.hasNext()) {
                if (open.size() == span) {
                    results.add(take(open));
                }
                A input = inputs.next();
                open.add(element(function, input, isSubmitted, meter));
            }
            while (!open.isEmpty()) {
                results.add(take(open));
            }
            return results;
        } finally {
            meter.freeze();
            open.forEach(task -> task.cancel(true));
            meter.end();
        }
    }

    private <R extends @Nullable Object> R take(Deque<ThreadTask<R>> open) {
        ThreadTask<R> task = open.removeFirst();
        try {
            awaitEnd(task);
            return task.get();
        } catch (InterruptedException stop) {
            // To be cancelled with the rest.
            open.addFirst(task);
            Thread.currentThread().interrupt();
            throw interrupted("the thread that takes the results was interrupted");
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (CancellationException stopped) {
            throw new CompletionException(stopped);
        }
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return stream(function, inputs, BatchManner.outcomes(true, false));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> outcomes(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return stream(
                function,
                StreamSupport.stream(inputs.spliterator(), false),
                BatchManner.outcomes(true, inputs instanceof Collection));
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
        return stream(
                function,
                StreamSupport.stream(inputs.spliterator(), false),
                BatchManner.outcomes(false, inputs instanceof Collection));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<A, R>> stream(
            TaskFunction<? super A, ? extends R> function,
            Stream<? extends A> inputs,
            BatchManner manner) {
        ThreadOutcomes<A, R> outcomes =
                new ThreadOutcomes<>(this, function, Feed.of(inputs), manner);
        int properties = Spliterator.NONNULL | (manner.inOrder() ? Spliterator.ORDERED : 0);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(outcomes, properties), false)
                .onClose(outcomes::close)
                .onClose(inputs::close);
    }
}
