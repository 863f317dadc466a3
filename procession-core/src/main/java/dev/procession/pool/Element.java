package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/** One input of a {@link Batch} on its way. */
final class Element<A, R> extends Work {

    private final Batch<A, R> batch;
    private final long index;
    private final A input;
    private @Nullable Raw raw;
    private @Nullable Throwable failure;
    private volatile boolean delivered;

    Element(Batch<A, R> batch, FunctionRef function, long index, A input) {
        super(function);
        this.batch = batch;
        this.index = index;
        this.input = input;
    }

    @Override
    A input() {
        return input;
    }

    @Override
    String describe() {
        return "input " + index;
    }

    /** Tells whether it waits in the backlog. */
    boolean isWaiting() {
        return worker() == null && !isDecided();
    }

    @Override
    void leftBacklog() {
        batch.leftBacklog();
    }

    boolean isDelivered() {
        return delivered;
    }

    @Override
    void deliver(int status, byte[] bytes, int length, boolean isOwn) {
        raw = new Raw(status, bytes, length, isOwn);
        delivered = true;
        batch.delivered(this);
    }

    @Override
    void fail(Throwable cause) {
        failure = cause;
        delivered = true;
        batch.delivered(this);
    }

    /** What it came to; only once it is delivered. */
    Outcome<A, R> outcome(Engine engine) {
        Raw arrived = raw;
        Throwable thrown = failure;
        if (arrived != null) {
            Raw.Decoded decoded = arrived.decode(engine.codec(), this);
            thrown = decoded.thrown();
            if (thrown == null) {
                return new Outcome.Ok<>(input, Batch.cast(decoded.value()), run(index));
            }
        }
        return new Outcome.Failed<>(input, thrown, run(index));
    }
}
