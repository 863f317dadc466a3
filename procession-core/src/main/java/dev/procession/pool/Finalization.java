package dev.procession.pool;

import dev.procession.internal.launch.ChildProcess;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the user of the pool has each worker do before it leaves: it goes the way of a task, as the
 * last of its worker, and is not counted as one. Whatever befalls it, the worker leaves.
 */
final class Finalization extends Work {

    private final Engine engine;
    private final Worker subject;
    private final CountDownLatch done = new CountDownLatch(1);

    Finalization(Engine engine, Worker subject, FunctionRef action) {
        super(action, Terms.NONE);
        this.engine = engine;
        this.subject = subject;
    }

    @Override
    boolean isTask() {
        return false;
    }

    @Override
    String describe() {
        return "its finalizer";
    }

    @Override
    void onResult(Raw raw) {
        onFailure(raw.mirror());
    }

    @Override
    void onValue(@Nullable Object value) {
        done.countDown();
        engine.turnover().hasEnded(this);
        engine.stopper().dismiss(subject);
        engine.harvest().removeUnattended();
    }

    @Override
    void onFailure(Throwable cause) {
        System.getLogger("dev.procession")
                .log(
                        System.Logger.Level.WARNING,
                        "[pool "
                                + engine.name()
                                + "] the finalizer of worker "
                                + subject.name()
                                + " failed",
                        cause);
        onValue(null);
    }

    /** Waits for its end; kills the worker if there is none in time. */
    void await(long nanos) throws InterruptedException {
        if (!done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
            killLate();
        }
    }

    /** Has nobody wait for it any more. */
    void release() {
        done.countDown();
    }

    /** Kills the worker unless it is done. */
    void killLate() {
        ChildProcess child = subject.process();
        if (done.getCount() > 0 && child != null) {
            Duration limit = engine.options().process().startTimeout();
            child.killTree(
                    "its finalizer did not end within its start timeout of "
                            + limit.toMillis()
                            + " ms");
        }
    }
}
