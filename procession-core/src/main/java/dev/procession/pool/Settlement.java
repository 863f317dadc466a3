package dev.procession.pool;

import dev.procession.WorkerDiedException;
import java.util.ArrayList;
import java.util.List;

/**
 * How tasks end without a result: they fail, or are tried once more, are given up by whoever wanted
 * them, or were with a worker when it died.
 *
 * <p>Has no lock and no state: whoever wins {@link Work#decide} settles a task, and so once. Tasks
 * that go on are queued for any worker, whose lock that takes: so nothing here is called under a
 * worker's lock but {@link #mayRetry} and {@link #end}.
 */
final class Settlement {

    private final Engine engine;

    Settlement(Engine engine) {
        this.engine = engine;
    }

    boolean mayRetry(Work work, RetryPolicy.Failure failure) {
        return work.mayBeRetried(failure) && !engine.lifeCycle().isStopped();
    }

    /** Runs a decided task once more, unless it was given up meanwhile. */
    void retry(Work work) {
        work.takenBack();
        work.reopen();
        if (work.isAbandoned() && work.decide()) {
            work.drop();
            engine.ended();
        } else {
            engine.backoffs().queue(work);
        }
    }

    /** Ends a decided task that was begun with a failure, or has it run once more. */
    void failOrRetry(Work work, RetryPolicy.Failure failure, Throwable cause) {
        if (mayRetry(work, failure)) {
            work.attemptFailed(failure, cause);
            retry(work);
        } else {
            work.fail(work.withHistory(cause));
            engine.ended();
        }
    }

    /** Gives up a task that somebody outside has decided; stops it if it runs. */
    void abandon(Work work) {
        work.drop();
        work.leaveRoom();
        Worker worker = work.worker();
        if (worker != null) {
            engine.stopper().stop(worker, work);
        }
        engine.ended();
    }

    /** As {@link #abandon}, for many: of each worker's tasks only the running one needs a stop. */
    void abandonAll(List<? extends Work> works) {
        for (Worker worker : engine.workers()) {
            engine.dispatcher().queueAgain(worker.sender().recall());
        }
        for (Work work : works) {
            Worker worker = work.worker();
            if (worker != null && worker.occupancy().holds(work)) {
                engine.stopper().stop(worker, work);
            }
        }
        engine.ended(works.size());
    }

    /** Settles the tasks of a dead worker. */
    void settle(Worker worker, Remains remains, WorkerDiedException death) {
        Work undecided = remains.undecided();
        if (undecided != null) {
            settleBegun(worker, undecided, death);
        }
        remains.lost().forEach(work -> end(work, death));
        List<Work> again = new ArrayList<>();
        for (Work work : remains.notBegun()) {
            if (work.isTask()) {
                again.add(work);
            } else {
                // Of that worker alone: no other is to do it.
                end(work, death);
            }
        }
        engine.dispatcher().queueAgain(again);
    }

    /** Settles the task that was the worker's last, which is decided by its end. */
    private void settleBegun(Worker worker, Work begun, WorkerDiedException death) {
        ResidentLimit.Excess excess = worker.residentMemory().excess();
        if (!begun.isTask()) {
            begun.fail(death);
        } else if (excess != null && excess.work() == begun) {
            failOrRetry(
                    begun,
                    RetryPolicy.Failure.OUT_OF_MEMORY,
                    engine.residentLimit().exception(worker, excess));
        } else {
            failOrRetry(begun, RetryPolicy.Failure.DEATH, death);
        }
    }

    /** Ends work with a failure, unless it has ended; what is no task was never counted in. */
    void end(Work work, Throwable cause) {
        if (work.decide()) {
            work.fail(cause);
            if (work.isTask()) {
                engine.ended();
            }
        }
    }
}
