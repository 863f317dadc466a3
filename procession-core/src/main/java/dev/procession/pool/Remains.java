package dev.procession.pool;

import dev.procession.internal.channel.ParentLane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dead worker leaves.
 *
 * @param stage how far it had come
 * @param initializerFailure what its initializer threw, if that was its end
 * @param begun the task that it ran
 * @param undecided the same, if its end is that of the worker: nobody else has decided it
 * @param notBegun tasks for others, in order
 * @param lost tasks of which nobody can tell whether they ran, because its lane is broken
 */
record Remains(
        Stage stage,
        @Nullable Throwable initializerFailure,
        @Nullable Work begun,
        @Nullable Work undecided,
        List<Work> notBegun,
        List<Work> lost) {

    /** How far a worker had come when it died. */
    enum Stage {
        STARTING,
        INITIALIZING,
        WORKING
    }

    /** Of one that was never given a task. */
    static Remains nothing(Stage stage, @Nullable Throwable initializerFailure) {
        return new Remains(stage, initializerFailure, null, null, List.of(), List.of());
    }

    /** Of one whose lane is not to be believed. */
    static Remains lost(HeldTasks tasks, ParentLane lane) {
        return new Remains(Stage.WORKING, null, null, null, List.of(), tasks.everything(lane));
    }

    /**
     * Settles what a worker has in its lane, from which the results that are there were taken.
     *
     * <p>Whether the task that it ran is its own is decided here, under the worker's lock: whoever
     * stops a task waits for that lock, and may then have the task run once more elsewhere.
     *
     * @param wasUp whether its JVM had booted
     */
    static Remains settle(HeldTasks tasks, ParentLane lane, boolean wasUp) {
        List<Work> notBegun = tasks.recallAfterDeath(lane);
        int head = lane.headCell();
        Work begun = head < 0 ? null : tasks.at(head);
        Work undecided = null;
        if (begun != null) {
            begun.keepArgument(lane.argument(head));
            long ran = Math.max(0, System.nanoTime() - lane.begunAt());
            if (begun.decide()) {
                begun.began(ran);
                undecided = begun;
            }
        }
        Stage stage = wasUp || begun != null ? Stage.WORKING : Stage.STARTING;
        return new Remains(stage, null, begun, undecided, notBegun, List.of());
    }

    boolean isFailedStart() {
        return stage != Stage.WORKING;
    }
}
