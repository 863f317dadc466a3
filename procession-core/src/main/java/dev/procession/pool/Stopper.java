package dev.procession.pool;

import dev.procession.TaskTimeoutException;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops tasks that must not run on, each by a thread of its own and within the pool's stop grace:
 * it interrupts the task; after half of the grace the worker gets SIGTERM; at its end SIGKILL, with
 * all processes below it.
 *
 * <p>A worker whose task ends by the interruption lives on.
 */
final class Stopper {

    private final Engine engine;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    Stopper(Engine engine) {
        this.engine = engine;
    }

    /** Stops a decided task if it runs, and takes it back if it does not yet. */
    void stop(Worker worker, Work work) {
        String why = "its task was cancelled";
        begin(() -> stopNow(worker, work, why), () -> kill(worker, work, why));
    }

    /** Decides that a task of a worker is over time, and stops it. */
    void timeOut(Worker worker, Work work) {
        if (!work.decide()) {
            return;
        }
        long sequence = worker.occupancy().sequenceOf(work);
        String why = "its task exceeded its time limit";
        begin(
                () -> {
                    Control.Stack stack =
                            sequence == Occupancy.NONE
                                    ? Control.Stack.none("the task had ended by then")
                                    : engine.control().stack(worker, (int) sequence);
                    work.began(Math.max(0, worker.occupancy().runningNanos()));
                    stopNow(worker, work, why);
                    engine.settlement()
                            .failOrRetry(
                                    work,
                                    RetryPolicy.Failure.TIMEOUT,
                                    exception(worker, work, stack));
                },
                () -> {
                    work.began(Math.max(0, worker.occupancy().runningNanos()));
                    kill(worker, work, why);
                    Control.Stack none = Control.Stack.none("there was no thread left to ask it");
                    // Not run once more: the worker may still be at it, and has its argument.
                    work.fail(work.withHistory(exception(worker, work, none)));
                    engine.ended();
                });
    }

    /** Ends a worker that is of no more use. */
    void retire(Worker worker) {
        worker.retire();
        dismiss(worker);
    }

    /** Ends a worker that has no task and gets none. */
    void dismiss(Worker worker) {
        begin(() -> end(worker, engine.options().stopGrace()), () -> end(worker, Duration.ZERO));
    }

    private void end(Worker worker, Duration grace) {
        engine.dispatcher().queueAgain(worker.sender().recall());
        ChildProcess child = worker.process();
        if (child != null) {
            child.end(grace);
        }
    }

    private TaskTimeoutException exception(Worker worker, Work work, Control.Stack stack) {
        Duration limit = Objects.requireNonNull(work.terms().timeout(), "a time limit");
        return new TaskTimeoutException(
                "[pool " + engine.name() + "] " + work.describe() + " on worker " + worker.name(),
                limit,
                stack.frames(),
                stack.whyNone());
    }

    /**
     * Does something on a thread of its own; where there is none, something shorter on one that the
     * pool has.
     */
    private void begin(Runnable action, Runnable withoutThread) {
        // The end of the task must be noticed, although nobody may wait for anything.
        engine.harvest().addUnattended();
        engine.harvest().attend();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                action.run();
                            } finally {
                                running.remove(Thread.currentThread());
                                engine.harvest().removeUnattended();
                            }
                        },
                        "procession-" + engine.name() + "-stopper",
                        0,
                        false);
        thread.setDaemon(true);
        running.add(thread);
        try {
            Shortage.start(thread);
        } catch (IOException noThread) {
            running.remove(thread);
            engine.harvest().removeUnattended();
            // If that is refused, the pool is ending all its workers anyway.
            engine.crew().later(withoutThread, 0);
        }
    }

    /** Stops a task without a ladder: its steps would hold up whoever else needs this thread. */
    private void kill(Worker worker, Work work, String why) {
        giveBack(worker, work);
        ChildProcess child = worker.process();
        if (child == null || worker.occupancy().sequenceOf(work) == Occupancy.NONE) {
            worker.endStop();
            engine.dispatcher().feedAll();
        } else {
            child.killTree(why);
        }
    }

    private void giveBack(Worker worker, Work work) {
        List<Work> waiting = new ArrayList<>(worker.beginStop());
        waiting.remove(work);
        engine.dispatcher().queueAgain(waiting);
    }

    private void stopNow(Worker worker, Work work, String why) {
        giveBack(worker, work);
        try {
            climb(worker, work, why);
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    private void climb(Worker worker, Work work, String why) throws InterruptedException {
        ChildProcess child = worker.process();
        if (child == null) {
            return;
        }
        long half = Times.nanos(engine.options().stopGrace()) / 2;
        long sequence = worker.occupancy().sequenceOf(work);
        if (sequence != Occupancy.NONE) {
            long before = System.nanoTime();
            engine.control().interrupt(worker, (int) sequence, half);
            if (!worker.occupancy().awaitEndOf(work, half - (System.nanoTime() - before))) {
                child.terminate();
                if (!child.await(Duration.ofNanos(half))) {
                    child.killTree(why);
                    child.await();
                }
                return;
            }
        }
        worker.endStop();
        engine.dispatcher().feedAll();
    }

    /** Waits until nothing is being stopped any more. */
    void awaitAll() throws InterruptedException {
        for (Thread thread : running) {
            thread.join();
        }
    }
}
