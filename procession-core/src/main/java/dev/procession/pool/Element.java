package dev.procession.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One input of a {@link Batch} on its way. */
final class Element<A extends @Nullable Object, R extends @Nullable Object> extends Work {

    private static final VarHandle DELIVERED;

    static {
        try {
            DELIVERED =
                    MethodHandles.lookup().findVarHandle(Element.class, "delivered", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Batch<A, R> batch;
    private final long index;
    private final A input;
    private @Nullable Raw raw;
    private @Nullable Object value;
    private @Nullable Throwable failure;
    private volatile boolean delivered;

    Element(Batch<A, R> batch, FunctionRef function, long index, A input) {
        super(function, batch.terms());
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

    @Override
    boolean isAbandoned() {
        return batch.isClosed();
    }

    boolean isOf(Batch<?, ?> some) {
        return batch == some;
    }

    boolean isDelivered() {
        return delivered;
    }

    @Override
    void onResult(Raw arrived) {
        raw = arrived;
        delivered(arrived.status() != TaskFrame.VALUE);
    }

    @Override
    void onValue(@Nullable Object decoded) {
        value = decoded;
        delivered(false);
    }

    @Override
    void onFailure(Throwable cause) {
        failure = cause;
        delivered(true);
    }

    private void delivered(boolean isFailed) {
        batch.count(isFailed, attempts());
        DELIVERED.setRelease(this, true);
        batch.delivered(this);
    }

    /** Decodes what it came to; only once it is delivered, before the next two. */
    void decode(Engine engine) {
        Raw arrived = raw;
        if (arrived != null) {
            Raw.Decoded decoded = arrived.decode(engine.codec(), this);
            value = decoded.value();
            failure = decoded.thrown();
            raw = null;
            if (failure != null && arrived.status() == TaskFrame.VALUE) {
                batch.countSpoiled();
            }
        }
    }

    /** Why there is no value, or null if there is one. */
    @Nullable Throwable failure() {
        return failure;
    }

    @Nullable Object value() {
        return value;
    }

    Outcome<A, R> outcome() {
        return failure == null
                ? new Outcome.Ok<>(input, Batch.cast(value), run(index))
                : new Outcome.Failed<>(input, failure, run(index));
    }
}
