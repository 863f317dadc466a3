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
    private final Engine engine;
    private volatile boolean isDone;
    private volatile @Nullable Throwable failure;

    Initialization(Engine engine, Worker subject, FunctionRef action) {
        super(action, Terms.NONE);
        this.engine = engine;
        this.subject = subject;
    }

    byte[] encoded() {
        return function().encoded();
    }

    /** Tells whether it has ended well. */
    boolean isDone() {
        return isDone;
    }

    /** What a worker leaves that died before it was done: no task of anybody. */
    Remains remains(boolean isBegun) {
        boolean wasTried = isBegun || failure != null;
        return Remains.nothing(
                wasTried ? Remains.Stage.INITIALIZING : Remains.Stage.STARTING, failure);
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
    void onValue(@Nullable Object value) {
        isDone = true;
        subject.isUp();
    }

    /** By the mirror alone: decoding the original would run code of users. */
    @Override
    void onResult(Raw raw) {
        onFailure(raw.mirror());
    }

    @Override
    void onFailure(Throwable cause) {
        failure = cause;
        engine.stopper().retire(subject);
    }
}
