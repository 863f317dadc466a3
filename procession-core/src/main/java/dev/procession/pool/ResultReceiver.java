package dev.procession.pool;

import dev.procession.internal.channel.LaneCorruptException;
import dev.procession.internal.channel.ParentLane;
import java.io.IOException;
import java.util.List;

/**
 * How results come back from one worker: they are harvested by whoever leads, who sleeps as long as
 * there are none; see {@link Harvest}.
 *
 * <p>What takes results is done under the lock of the lane. Tasks that are to run once more are
 * queued only after that: they may go to other workers, whose locks that takes.
 */
final class ResultReceiver {

    private final Engine engine;
    private final Worker worker;
    private final GuardedLane lane;
    private final HeldTasks tasks;
    private final Window window;
    private final Tenure tenure;
    private final Arrivals arrivals;

    ResultReceiver(Engine engine, Worker worker, GuardedLane lane, HeldTasks tasks) {
        this.engine = engine;
        this.worker = worker;
        this.lane = lane;
        this.tasks = tasks;
        this.window = worker.window();
        this.tenure = worker.tenure();
        this.arrivals = new Arrivals(engine, worker, tasks, window);
    }

    /** Tells whether there is something to harvest; without the lock. */
    boolean hasNews() {
        return lane.hasNews();
    }

    /** Takes the results that are there and hands out the next tasks. */
    void harvest() {
        lane.lock();
        try {
            ParentLane believed = lane.believed();
            if (believed == null) {
                return;
            }
            int count = collect(believed);
            if (count > 0) {
                worker.isUp();
                believed.acknowledge();
                tasks.refreshLoad(believed);
                window.slow(false);
                lane.changed().signalAll();
            }
            engine.dispatcher().feed(worker);
        } catch (IOException | LaneCorruptException | InternalError broken) {
            worker.condemn(broken);
        } finally {
            lane.unlock();
        }
        retryAll();
        if (tasks.load() == 0 && (tenure.isRelieved() || tenure.tasksLeft() == 0)) {
            engine.turnover().mayLeave(worker);
        }
    }

    /** Takes the results that are there; under the lock. Returns how many there were. */
    int collect(ParentLane opened) throws IOException {
        boolean isTask = !worker.isInitializing() && !tenure.hasLeft();
        int count = arrivals.collect(opened);
        if (isTask) {
            tenure.served(count);
        }
        return count;
    }

    /** Has tasks that are to run once more queued; not under the lock. */
    void retryAll() {
        if (!arrivals.hasAgain()) {
            return;
        }
        List<Work> list;
        lane.lock();
        try {
            list = arrivals.takeAgain();
        } finally {
            lane.unlock();
        }
        list.forEach(engine.settlement()::retry);
    }

    // ---- sleeping until there are results ----------------------------------------------------

    /**
     * Asks to be woken by the next result, or, if the caller is patient, when half of the tasks are
     * done; {@code false} if a result is there already.
     */
    boolean armSleep(boolean isPatient) {
        lane.lock();
        try {
            ParentLane believed = lane.believed();
            if (believed == null) {
                return true;
            }
            believed.armSleep(isPatient ? Math.max(1, tasks.load() / 2) : 1);
            return !believed.hasNews();
        } finally {
            lane.unlock();
        }
    }

    void disarmSleep() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened != null) {
                opened.disarmSleep();
            }
        } finally {
            lane.unlock();
        }
    }

    /** Whether nobody has rung since {@link #armSleep}; for the portable bell. */
    boolean isSleepArmed() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            return opened == null || opened.isSleepArmed();
        } finally {
            lane.unlock();
        }
    }
}
