package dev.procession.pool;

import dev.procession.codec.Sink;
import java.util.concurrent.CompletableFuture;
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

    PoolFuture(Engine engine, Object original) {
        this.engine = engine;
        this.submitted = new Submitted(original);
        whenComplete((value, thrown) -> submitted.completed());
    }

    /** Encodes the task in the caller's thread and hands it over. */
    static <T extends @Nullable Object> PoolFuture<T> submit(Engine engine, Object task) {
        PoolFuture<T> future = new PoolFuture<>(engine, task);
        Sink sink = engine.takeSink();
        try {
            engine.encodeTask(task, sink);
            engine.accept();
            engine.addUnattended();
            engine.route(future.submitted, sink);
        } finally {
            engine.giveBack(sink);
        }
        engine.harvest().attend();
        return future;
    }

    /** Its way through the pool. */
    final class Submitted extends Work {
        private final Object original;
        private final long number = engine.nextNumber();

        Submitted(Object original) {
            super(FunctionRef.NONE);
            this.original = original;
        }

        @Override
        Object input() {
            return original;
        }

        @Override
        String describe() {
            return "task " + number;
        }

        // Decoding and callbacks may run code of users, and must not hold up the harvest.

        @Override
        void deliver(Raw raw) {
            engine.completions().start(PoolFuture.this, () -> complete(raw));
        }

        @Override
        void deliverValue(@Nullable Object value) {
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
        void fail(Throwable cause) {
            engine.completions().start(PoolFuture.this, () -> completeExceptionally(cause));
        }

        @Override
        boolean isAbandoned() {
            return isDone();
        }

        void completed() {
            engine.removeUnattended();
            if (decide()) {
                engine.abandon(this);
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
