package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/** A task whose caller waits for it: its result goes to the caller's own thread. */
final class Applied extends Work implements Harvest.Waiter {

    private final Thread caller = Thread.currentThread();
    private final Harvest harvest;
    private final @Nullable Object argument;
    private @Nullable Raw raw;
    private @Nullable Throwable failure;
    private volatile boolean ready;

    Applied(Harvest harvest, FunctionRef function, @Nullable Object argument) {
        super(function);
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
    void deliver(int status, byte[] bytes, int length, boolean isOwn) {
        raw = new Raw(status, bytes, length, isOwn);
        ready = true;
        harvest.signal(caller);
    }

    @Override
    void fail(Throwable cause) {
        failure = cause;
        ready = true;
        harvest.signal(caller);
    }

    /** What it came to; only once it is ready, only in the caller's thread. */
    Raw.Decoded outcome(Engine engine) {
        Raw arrived = raw;
        return arrived != null
                ? arrived.decode(engine.codec(), this)
                : new Raw.Decoded(null, failure);
    }
}
