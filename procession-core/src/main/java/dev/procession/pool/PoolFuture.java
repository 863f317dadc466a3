package dev.procession.pool;

import dev.procession.TaskFunction;
import dev.procession.codec.Sink;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A submitted task and its future.
 *
 * <p>It watches its own completion, not only {@code cancel}: {@code orTimeout}, {@code
 * completeExceptionally} and {@code complete} from outside stop the task just as well.
 */
final class PoolFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private final Submitted submitted;
    private final Engine engine;

    private PoolFuture(
            Engine engine,
            FunctionRef function,
            Terms terms,
            Object original,
            @Nullable Object input) {
        this.engine = engine;
        this.submitted = new Submitted(function, terms, original, input);
        engine.recordNow(submitted);
        whenComplete((value, thrown) -> submitted.completed());
    }

    /** Encodes the task in the caller's thread and hands it over. */
    static <T extends @Nullable Object> PoolFuture<T> submit(
            Engine engine, Terms terms, Object task) {
        FunctionRef function = FunctionRef.call(task);
        PoolFuture<T> future = new PoolFuture<>(engine, function, terms, task, task);
        future.submit(sink -> engine.encoder().encodeTask(function, task, sink));
        return future;
    }

    /** As {@link #submit}, for a function, which may be known to the workers, and its argument. */
    static <T extends @Nullable Object> PoolFuture<T> apply(
            Engine engine,
            Terms terms,
            TaskFunction<?, ? extends T> function,
            @Nullable Object argument) {
        FunctionRef encoded = engine.encoder().function(function);
        TaskFunction<@Nullable Object, T> unchecked = Batch.cast(function);
        Callable<T> original = () -> unchecked.apply(argument);
        PoolFuture<T> future = new PoolFuture<>(engine, encoded, terms, original, argument);
        future.submit(sink -> engine.encoder().encodeArgument(encoded, argument, sink));
        return future;
    }

    private void submit(Consumer<Sink> encoding) {
        Sink sink = engine.encoder().takeSink();
        try {
            encoding.accept(sink);
            submitted.carry(sink.takeDepartures());
            handOver(sink);
        } finally {
            engine.encoder().giveBack(sink);
        }
        engine.harvest().attend();
    }

    private void handOver(Sink sink) {
        try {
            engine.accept();
        } catch (RuntimeException | Error refused) {
            submitted.unload();
            throw refused;
        }
        engine.harvest().addUnattended();
        try {
            engine.dispatcher().route(submitted, sink);
        } catch (RuntimeException | Error noRoom) {
            submitted.unload();
            cancel(true);
            throw noRoom;
        }
    }

    /** Its way through the pool. */
    final class Submitted extends Work {
        private final Object original;
        private final @Nullable Object input;
        private final long number = engine.nextNumber();

        Submitted(FunctionRef function, Terms terms, Object original, @Nullable Object input) {
            super(function, terms);
            this.original = original;
            this.input = input;
        }

        @Override
        @Nullable Object input() {
            return input;
        }

        @Override
        @Nullable String functionName() {
            return function().isCall() ? FunctionName.of(original) : super.functionName();
        }

        @Override
        String describe() {
            return "task " + number;
        }

        // Decoding and callbacks may run code of users, and must not hold up the harvest.

        @Override
        void onResult(Raw raw) {
            engine.completions().start(PoolFuture.this, () -> complete(raw));
        }

        @Override
        void onValue(@Nullable Object value) {
            engine.completions()
                    .start(PoolFuture.this, () -> PoolFuture.this.complete(Batch.cast(value)));
        }

        private void complete(Raw raw) {
            Raw.Decoded decoded = raw.decode(engine.codec(), this);
            if (decoded.thrown() != null) {
                completeExceptionally(decoded.thrown());
            } else {
                PoolFuture.this.complete(Batch.cast(decoded.value()));
            }
        }

        @Override
        void onFailure(Throwable cause) {
            engine.completions().start(PoolFuture.this, () -> completeExceptionally(cause));
        }

        @Override
        boolean isAbandoned() {
            return isDone();
        }

        void completed() {
            engine.harvest().removeUnattended();
            if (decide()) {
                engine.settlement().abandon(this);
            }
        }

        /** The task itself, for {@code shutdownNow}; running it runs it in this process. */
        Runnable asRunnable() {
            return original instanceof Runnable runnable
                    ? runnable
                    : new NeverRan(original, PoolFuture.this);
        }
    }
}
