package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/**
 * What the user of the pool has each worker do before its first task.
 *
 * <p>It goes the way of a task, as the first of its worker, so that all that can befall a task is
 * known of it, too. But it is not counted as one, never waits in the backlog, and is not run again
 * elsewhere: with it fails the start of its worker.
 */
final class Initialization extends Work {

    private final Worker subject;
    private final byte[] encoded;

    Initialization(Worker subject, byte[] encoded) {
        super(FunctionRef.NONE);
        this.subject = subject;
        this.encoded = encoded;
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    boolean isTask() {
        return false;
    }

    @Override
    String describe() {
        return "its initializer";
    }

    @Override
    void deliverValue(@Nullable Object value) {
        subject.initialized();
    }

    /** By the mirror alone: decoding the original would run code of users. */
    @Override
    void deliver(Raw raw) {
        fail(raw.mirror());
    }

    @Override
    void fail(Throwable cause) {
        subject.initializerFailed(cause);
    }
}
