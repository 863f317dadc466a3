package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.internal.channel.LaneCorruptException;
import dev.procession.internal.channel.ParentLane;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are handed to one worker: staged in its lane as long as there is room, published to it,
 * and recalled as long as it has not begun them.
 *
 * <p>All is done under the lock of the lane, but for two glances that tell whether it is worth
 * taking that lock: {@link #seemsOpen} and {@link #width}. Whoever finds the lane broken condemns
 * the worker; what it was given until then is settled with its end.
 */
final class TaskSender {

    /** Most tasks that are staged together. */
    private static final int SHARE = 16;

    private final Engine engine;
    private final Worker worker;
    private final GuardedLane lane;
    private final HeldTasks tasks;
    private final Window window;
    private final Tenure tenure;

    /** Until then it has room for one task; from then on for none until its JVM has booted. */
    private volatile boolean handedOver;

    private long pid;

    TaskSender(Engine engine, Worker worker, GuardedLane lane, HeldTasks tasks) {
        this.engine = engine;
        this.worker = worker;
        this.lane = lane;
        this.tasks = tasks;
        this.window = worker.window();
        this.tenure = worker.tenure();
    }

    /**
     * Hands over the first task, while the JVM of the worker boots; under the lock.
     *
     * @param first what the worker must do before all others; null if that is any task, or none
     */
    void begin(ParentLane opened, @Nullable Initialization first) throws IOException {
        pid = worker.pid();
        if (first != null) {
            byte[] encoded = first.encoded();
            tasks.stage(opened, first, encoded, 0, encoded.length, pid);
            opened.publish();
        } else if (engine.dispatcher().areTasksLong()) {
            // A short task is not to wait for a JVM while others could run it.
            engine.dispatcher().feed(worker);
        }
        handedOver = true;
    }

    // ---- how much room there is --------------------------------------------------------------

    /** Tells whether a task could be handed over now; a glance without the lock. */
    boolean seemsOpen() {
        return lane.opened() != null
                && !worker.isRetiring()
                && !worker.isInitializing()
                && tasks.load() < Math.min(window.now(), tenure.tasksLeft())
                && (worker.isUp() || !handedOver);
    }

    /** How many tasks it may have as long as none of them takes long; a glance. */
    int width() {
        return Math.min(window.usual(), tenure.tasksLeft());
    }

    /** How many tasks fit; under the lock. */
    private int room(ParentLane opened) {
        if (worker.isRetiring() || worker.isInitializing() || engine.lifeCycle().isStopped()) {
            return 0;
        }
        int width = Math.min(widthOf(opened), tenure.tasksLeft());
        return Math.max(0, width - opened.outstanding());
    }

    private int widthOf(ParentLane opened) {
        if (!handedOver) {
            return 1;
        }
        return GuardedLane.isUp(opened) ? window.now() : 0;
    }

    // ---- handing over ------------------------------------------------------------------------

    /** Hands a task over; tells whether there was room for it. */
    boolean offer(Work work, byte[] bytes, int length) {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened == null || room(opened) == 0) {
                return false;
            }
            write(opened, work, bytes, 0, length);
            opened.publish();
            return true;
        } catch (IOException | LaneCorruptException | InternalError broken) {
            worker.condemn(broken);
            return true;
        } finally {
            lane.unlock();
        }
    }

    /** Stages a task for a {@link #publish} to come; tells whether there was room for it. */
    boolean stage(Work work, byte[] argument) {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened == null || room(opened) == 0) {
                return false;
            }
            write(opened, work, argument, 0, argument.length);
            return true;
        } catch (InternalError broken) {
            worker.condemn(broken);
            return true;
        } finally {
            lane.unlock();
        }
    }

    /**
     * Stages tasks of a bundle, as many as there is room for but not so many that others would have
     * none.
     *
     * @param bundle the tasks
     * @param from the first of them
     * @param haste whether they are handed over, too, if the worker is idle
     * @return how many were taken
     */
    int offer(Bundle bundle, int from, Dispatcher.Haste haste) {
        int taken = 0;
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened == null) {
                return 0;
            }
            boolean isIdle = tasks.load() == 0;
            int count = Math.min(Math.min(room(opened), SHARE), bundle.size() - from);
            while (taken < count) {
                int index = from + taken;
                taken++;
                write(
                        opened,
                        bundle.work(index),
                        bundle.bytes(),
                        bundle.start(index),
                        bundle.length(index));
            }
            if (isIdle && taken > 0 && haste == Dispatcher.Haste.IF_IDLE) {
                opened.publish();
            }
        } catch (IOException | LaneCorruptException broken) {
            worker.condemn(broken);
        } catch (InternalError late) {
            worker.condemn(late);
            // It may have struck before the last task was taken.
            taken = tasks.countOf(bundle, from);
        } finally {
            lane.unlock();
        }
        return taken;
    }

    /** Makes staged tasks visible to the worker. */
    void publish() {
        lane.lock();
        try {
            ParentLane believed = lane.believed();
            if (believed != null) {
                believed.publish();
            }
        } catch (IOException | LaneCorruptException | InternalError broken) {
            worker.condemn(broken);
        } finally {
            lane.unlock();
        }
    }

    /** Hands over the last that the worker does; tells whether that has it. */
    boolean stageLast(Work last, byte[] encoded) {
        lane.lock();
        try {
            ParentLane opened = lane.believed();
            if (opened == null) {
                return false;
            }
            write(opened, last, encoded, 0, encoded.length);
            opened.publish();
            return true;
        } catch (IOException | LaneCorruptException | InternalError broken) {
            worker.condemn(broken);
            return false;
        } finally {
            lane.unlock();
        }
    }

    private void write(ParentLane opened, Work work, byte[] bytes, int start, int length) {
        try {
            tasks.stage(opened, work, bytes, start, length, pid);
        } catch (IOException noRoom) {
            refuse(work, length, noRoom);
            return;
        }
        engine.turnover().prepare(worker);
    }

    /** Ends a task whose long argument could not be written. */
    private void refuse(Work work, int length, IOException noRoom) {
        String what =
                work.describe()
                        + " has an argument of "
                        + length
                        + " bytes that could not be written for the worker: "
                        + Shortage.describe(noRoom);
        engine.settlement().end(work, new CodecException(what, noRoom));
    }

    // ---- taking back -------------------------------------------------------------------------

    /** Takes back what is not begun, in order; nothing if it cannot be taken back now. */
    List<Work> recall() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            return opened != null && canRecall(opened) ? tasks.recall(opened) : List.of();
        } catch (LaneCorruptException | InternalError broken) {
            worker.condemn(broken);
            return List.of();
        } finally {
            lane.unlock();
        }
    }

    /** A worker that has not mapped its lane writes words without compare-and-set. */
    private boolean canRecall(ParentLane opened) {
        return handedOver
                && !worker.isInitializing()
                && !tenure.hasLeft()
                && GuardedLane.isUp(opened);
    }
}
