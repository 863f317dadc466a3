package dev.procession.pool;

import dev.procession.internal.channel.ParentLane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What occupies a worker: which of its tasks runs, for how long, and up to when it may; which
 * others it has. For those that watch over tasks; who hands them over or harvests needs none of it.
 *
 * <p>Has no state. Each answer is found under the lock of the lane, and may be out of date once
 * that is free again.
 */
final class Occupancy {

    /** What {@link #sequenceOf} returns for a task that the worker does not have. */
    static final long NONE = Long.MIN_VALUE;

    private final Worker worker;
    private final GuardedLane lane;
    private final HeldTasks tasks;

    Occupancy(Worker worker, GuardedLane lane, HeldTasks tasks) {
        this.worker = worker;
        this.lane = lane;
        this.tasks = tasks;
    }

    /** The task that runs, if one does. */
    @Nullable Work running() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            return opened == null || worker.isInitializing() ? null : tasks.running(opened);
        } finally {
            lane.unlock();
        }
    }

    /** For how long the running task has run; negative if none runs. */
    long runningNanos() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened == null || !opened.isHeadRunning()) {
                return -1;
            }
            return Math.max(0, System.nanoTime() - opened.begunAt());
        } finally {
            lane.unlock();
        }
    }

    /** As {@link #runningNanos()}, without the time in which this process stood still. */
    long runningNanos(Pauses pauses) {
        long ran = runningNanos();
        return ran < 0 ? ran : Math.max(0, ran - pauses.since(System.nanoTime() - ran));
    }

    /** The time limit of the task that is next or runs; more than any takes if it has none. */
    long timeoutNanos() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            Work head = opened == null ? null : tasks.head(opened);
            return head == null ? Long.MAX_VALUE : head.terms().timeoutNanos();
        } finally {
            lane.unlock();
        }
    }

    /** The running task, if it has run for longer than it may. */
    @Nullable Work overdue(Pauses pauses) {
        lane.lock();
        try {
            Work running = running();
            return running != null && runningNanos(pauses) >= running.terms().timeoutNanos()
                    ? running
                    : null;
        } finally {
            lane.unlock();
        }
    }

    /** Returns the number by which the worker knows a task, if it has it and has no result. */
    long sequenceOf(Work work) {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            int position = opened == null ? -1 : tasks.position(opened, work);
            return opened == null || position < 0 ? NONE : opened.headSequence() + position;
        } finally {
            lane.unlock();
        }
    }

    /** Tells whether the worker has a task and its result was not taken. */
    boolean holds(Work work) {
        return sequenceOf(work) != NONE;
    }

    /** Returns what the worker has and what has no result. */
    List<Work> held() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            return opened == null || worker.isInitializing() || worker.tenure().hasLeft()
                    ? List.of()
                    : tasks.withoutResult(opened);
        } finally {
            lane.unlock();
        }
    }

    /** Waits until it no longer has the task, or is closed; somebody must harvest meanwhile. */
    boolean awaitEndOf(Work work, long nanos) throws InterruptedException {
        long left = nanos;
        lane.lock();
        try {
            while (holds(work)) {
                if (left <= 0) {
                    return false;
                }
                left = lane.changed().awaitNanos(left);
            }
            return true;
        } finally {
            lane.unlock();
        }
    }
}
