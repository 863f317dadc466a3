package dev.procession.pool;

import dev.procession.internal.channel.LaneLayout;
import dev.procession.internal.channel.ParentLane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tasks in the cells of a worker's lane, and the functions that the worker was given with them.
 *
 * <p>Not thread-safe: under the worker's lock, but for {@link #load}.
 */
final class HeldTasks {

    private final @Nullable Work[] byCell = new Work[LaneLayout.CELLS];
    private final int[] recalled = new int[LaneLayout.CELLS];
    private final @Nullable FunctionRef[] functions = new FunctionRef[FunctionRef.SLOTS];
    private final byte[] knownHead = new byte[2];
    private final Worker worker;
    private int ids;

    /** Written under the lock, without a fence: only a glance is taken at it. */
    private final AtomicInteger load = new AtomicInteger();

    HeldTasks(Worker worker) {
        this.worker = worker;
    }

    /** Writes a task into the lane. */
    void stage(ParentLane lane, Work work, byte[] bytes, int start, int length, long pid)
            throws IOException {
        int id = ++ids;
        int cell = lane.nextCell();
        // First of all: if the lane was cut short, the end of the worker is that of the task.
        byCell[cell] = work;
        try {
            stage(lane, id, work, bytes, start, length);
        } catch (IOException noRoom) {
            byCell[cell] = null;
            throw noRoom;
        }
        work.handedTo(worker, id, pid);
        refreshLoad(lane);
    }

    private void stage(ParentLane lane, int id, Work work, byte[] bytes, int start, int length)
            throws IOException {
        FunctionRef function = work.function();
        boolean isStored = work.isStored();
        if (function.isCall()) {
            byte[] head = TaskFrame.call(function.code(), isStored);
            lane.stage(id, head, head.length, bytes, start, length);
        } else if (functions[function.slot()] == function) {
            int head = TaskFrame.apply(knownHead, function.slot(), isStored);
            lane.stage(id, knownHead, head, bytes, start, length);
        } else {
            byte[] head =
                    TaskFrame.define(
                            function.code(), function.slot(), function.encoded(), isStored);
            lane.stage(id, head, head.length, bytes, start, length);
            functions[function.slot()] = function;
        }
    }

    /** How many there are, running or not; a glance without the lock. */
    int load() {
        return load.getAcquire();
    }

    /** Has {@link #load} tell how many there are now. */
    void refreshLoad(ParentLane lane) {
        load.setRelease(lane.outstanding());
    }

    /** Has {@link #load} tell that there are none: their worker is dead, and they were settled. */
    void clearLoad() {
        load.setRelease(0);
    }

    @Nullable Work at(int cell) {
        return byCell[cell];
    }

    void clear(int cell) {
        byCell[cell] = null;
    }

    /** Takes back what is not begun, in order. */
    List<Work> recall(ParentLane lane) {
        List<Work> taken = taken(lane, lane.recall(recalled));
        refreshLoad(lane);
        return taken;
    }

    /** As {@link #recall}, from a worker that has died. */
    List<Work> recallAfterDeath(ParentLane lane) {
        return taken(lane, lane.takeBackAfterDeath(recalled));
    }

    private List<Work> taken(ParentLane lane, int count) {
        List<Work> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int cell = recalled[i];
            Work work = byCell[cell];
            if (work != null) {
                byCell[cell] = null;
                work.keepArgument(lane.argument(cell));
                work.takenBack();
                forget(work.function());
                list.add(work);
            }
        }
        return list;
    }

    /** What was taken back may have brought the function along: the worker may not know it. */
    private void forget(FunctionRef function) {
        if (!function.isCall() && functions[function.slot()] == function) {
            functions[function.slot()] = null;
        }
    }

    /** The task at the head of the lane. */
    @Nullable Work head(ParentLane lane) {
        int cell = lane.headCell();
        return cell >= 0 ? byCell[cell] : null;
    }

    /** The task at the head of the lane, if the worker runs it. */
    @Nullable Work running(ParentLane lane) {
        return lane.isHeadRunning() ? head(lane) : null;
    }

    /** How many tasks are before this one; negative if it is not here. */
    int position(ParentLane lane, Work work) {
        int count = lane.outstanding();
        for (int i = 0; i < count; i++) {
            if (byCell[lane.cellAt(i)] == work) {
                return i;
            }
        }
        return -1;
    }

    /** How many tasks of a bundle, from one of them on, were taken: up to the last that is here. */
    int countOf(Bundle bundle, int from) {
        int end = bundle.size();
        while (end > from && !has(bundle.work(end - 1))) {
            end--;
        }
        return end - from;
    }

    private boolean has(Work work) {
        for (Work each : byCell) {
            if (each == work) {
                return true;
            }
        }
        return false;
    }

    /** All that have no result, in order. */
    List<Work> withoutResult(ParentLane lane) {
        List<Work> list = new ArrayList<>();
        int count = lane.outstanding();
        for (int i = 0; i < count; i++) {
            Work work = byCell[lane.cellAt(i)];
            if (work != null) {
                list.add(work);
            }
        }
        return list;
    }

    /** All there are, by a lane whose words cannot be believed any more. */
    List<Work> everything(ParentLane lane) {
        List<Work> all = new ArrayList<>();
        for (int cell = 0; cell < byCell.length; cell++) {
            Work work = byCell[cell];
            if (work != null) {
                work.keepArgument(lane.argument(cell));
                all.add(work);
            }
        }
        return all;
    }
}
