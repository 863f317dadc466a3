package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/** A task whose caller waits for it: its result goes to the caller's own thread. */
final class Applied extends Work implements Harvest.Waiter {

    private final Thread caller = Thread.currentThread();
    private final Harvest harvest;
    private final @Nullable Object argument;
    private @Nullable Raw raw;
    private @Nullable Object value;
    private @Nullable Throwable failure;
    private volatile boolean ready;

    Applied(Harvest harvest, FunctionRef function, Terms terms, @Nullable Object argument) {
        super(function, terms);
        this.harvest = harvest;
        this.argument = argument;
    }

    @Override
    @Nullable Object input() {
        return argument;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean isUrgent() {
        return true;
    }

    @Override
    String describe() {
        return "a task";
    }

    @Override
    void onResult(Raw arrived) {
        raw = arrived;
        ready = true;
        harvest.signal(caller);
    }

    @Override
    void onValue(@Nullable Object decoded) {
        value = decoded;
        ready = true;
        harvest.signal(caller);
    }

    @Override
    void onFailure(Throwable cause) {
        failure = cause;
        ready = true;
        harvest.signal(caller);
    }

    /** What it came to; only once it is ready, only in the caller's thread. */
    Raw.Decoded outcome(Engine engine) {
        Raw arrived = raw;
        return arrived != null
                ? arrived.decode(engine.codec(), this)
                : new Raw.Decoded(value, failure);
    }
}
