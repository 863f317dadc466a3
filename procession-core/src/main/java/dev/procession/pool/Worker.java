package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.LaneCorruptException;
import dev.procession.internal.channel.ParentLane;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The parent's view of one worker process, from its start to its death, and the tasks it has.
 *
 * <p>What has to do with its tasks is done under the lock of its {@link GuardedLane}, unless it is
 * said to be a glance.
 */
final class Worker {

    /** Most tasks that are staged together. */
    private static final int SHARE = 16;

    private final Engine engine;
    private final String name;
    private final GuardedLane lane = new GuardedLane();
    private final Window window = new Window();
    private final Reluctance reluctance = new Reluctance();
    private final Tenure tenure;
    private final HeldTasks tasks = new HeldTasks(this);
    private final Occupancy occupancy = new Occupancy(this, lane, tasks);
    private final ResultReceiver receiver;

    private volatile @Nullable ChildProcess process;
    private final ControlBell controlBell = new ControlBell();
    private volatile boolean handedOver;
    private volatile boolean up;
    private volatile @Nullable WorkerStartEvent start;
    private volatile boolean retired;
    private final AtomicInteger stops = new AtomicInteger();

    private long pid;

    private volatile @Nullable Initialization initialization;
    private final ResidentMemory residentMemory;

    Worker(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
        this.tenure = engine.turnover().newTenure();
        this.residentMemory = new ResidentMemory(engine.residentLimit());
        this.receiver = new ResultReceiver(engine, this, lane, tasks);
    }

    String name() {
        return name;
    }

    long pid() {
        ChildProcess child = process;
        return child == null ? 0 : child.pid();
    }

    @Nullable ChildProcess process() {
        return process;
    }

    /** Tasks that it has, running or not; a glance without the lock. */
    int load() {
        return tasks.load();
    }

    /** Tells whether it gets no tasks, for good or while one of its tasks is stopped. */
    boolean isRetiring() {
        return retired || stops.get() > 0 || tenure.isRelieved() || tenure.isStandby();
    }

    /** Tells whether it could take a task at once, were it its turn. */
    boolean isReady() {
        return isUp() && !isInitializing() && !retired;
    }

    Tenure tenure() {
        return tenure;
    }

    /** Tells, once, that it was relieved and has no task. */
    boolean leaves() {
        lane.lock();
        try {
            return lane.live() != null && isReady() && load() == 0 && tenure.leaves();
        } finally {
            lane.unlock();
        }
    }

    /** Gives it the last that it does; tells whether it has it. */
    boolean stageLast(Work last, byte[] encoded) {
        lane.lock();
        try {
            ParentLane opened = lane.believed();
            if (opened == null) {
                return false;
            }
            stage(opened, last, encoded, 0, encoded.length);
            opened.publish();
            return true;
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
            return false;
        } finally {
            lane.unlock();
        }
    }

    Window window() {
        return window;
    }

    long tasksDone() {
        return tenure.tasksDone();
    }

    /** Says which process it is. */
    void runs(ChildProcess child) {
        process = child;
    }

    ResidentMemory residentMemory() {
        return residentMemory;
    }

    /** Opens the lane and gives the worker its first task, while its JVM boots. */
    void open(ParentLane opened, Bell opensControl) throws IOException {
        lane.lock();
        try {
            controlBell.open(opensControl);
            pid = pid();
            lane.open(opened);
            initialization = engine.initialization(this);
            if (initialization == null) {
                // A short task is not to wait for a JVM while others could run it.
                if (engine.dispatcher().areTasksLong()) {
                    engine.dispatcher().feed(this);
                }
            } else {
                byte[] encoded = initialization.encoded();
                tasks.stage(opened, initialization, encoded, 0, encoded.length, pid);
                opened.publish();
            }
            handedOver = true;
        } finally {
            lane.unlock();
        }
    }

    /**
     * Tells whether it has not yet begun, or not ended well, what it does before its first task;
     * nothing else is handed over before.
     */
    boolean isInitializing() {
        return unfinished() != null;
    }

    private @Nullable Initialization unfinished() {
        Initialization first = initialization;
        return first == null || first.isDone() ? null : first;
    }

    ControlBell controlBell() {
        return controlBell;
    }

    /** Tells whether a task could be handed over now; a glance without the lock. */
    boolean seemsOpen() {
        return lane.opened() != null
                && !isRetiring()
                && !isInitializing()
                && load() < Math.min(window.now(), tenure.tasksLeft())
                && (isUp() || !handedOver);
    }

    /** Tells whether its JVM has booted: until then it can be given one task; without the lock. */
    boolean isUp() {
        if (!up && lane.isUp()) {
            up = true;
        }
        WorkerStartEvent recorder = start;
        if (recorder != null && up && !isInitializing()) {
            start = null;
            Flight.write(() -> recorder.write(pid()));
        }
        return up;
    }

    /** Has a recording have its start, once it has come up. */
    void recordStartBy(@Nullable WorkerStartEvent recorder) {
        start = recorder;
    }

    /** Hands a task over; tells whether there was room for it. */
    boolean offer(Work work, byte[] bytes, int length) {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            if (opened == null || room(opened) == 0) {
                return false;
            }
            stage(opened, work, bytes, 0, length);
            opened.publish();
            return true;
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
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
            stage(opened, work, argument, 0, argument.length);
            return true;
        } catch (InternalError broken) {
            condemn(broken);
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
            boolean isIdle = load() == 0;
            int count = Math.min(Math.min(room(opened), SHARE), bundle.size() - from);
            while (taken < count) {
                int index = from + taken;
                taken++;
                stage(
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
            condemn(broken);
        } catch (InternalError late) {
            condemn(late);
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
            condemn(broken);
        } finally {
            lane.unlock();
        }
    }

    /** How many tasks it may have as long as none of them takes long; a glance. */
    int width() {
        return Math.min(window.usual(), tenure.tasksLeft());
    }

    /** How many tasks fit; under the lock. */
    private int room(ParentLane opened) {
        if (isRetiring() || isInitializing() || engine.lifeCycle().isStopped()) {
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

    private void stage(ParentLane opened, Work work, byte[] bytes, int start, int length) {
        try {
            tasks.stage(opened, work, bytes, start, length, pid);
        } catch (IOException noRoom) {
            refuse(work, length, noRoom);
            return;
        }
        engine.turnover().prepare(this);
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

    /** Takes back what is not begun, in order; nothing if it cannot be taken back now. */
    List<Work> recall() {
        lane.lock();
        try {
            ParentLane opened = lane.live();
            return opened != null && canRecall(opened) ? tasks.recall(opened) : List.of();
        } catch (LaneCorruptException | InternalError broken) {
            condemn(broken);
            return List.of();
        } finally {
            lane.unlock();
        }
    }

    /** A worker that has not mapped its lane writes words without compare-and-set. */
    private boolean canRecall(ParentLane opened) {
        return handedOver && !isInitializing() && !tenure.hasLeft() && GuardedLane.isUp(opened);
    }

    ResultReceiver receiver() {
        return receiver;
    }

    Occupancy occupancy() {
        return occupancy;
    }

    Reluctance reluctance() {
        return reluctance;
    }

    /** Kills it if its lane cannot be believed: a task may have written there. */
    void audit() {
        lane.lock();
        try {
            ParentLane believed = lane.believed();
            if (believed != null) {
                believed.audit();
            }
        } catch (IOException | LaneCorruptException | InternalError unbelievable) {
            condemn(unbelievable);
        } finally {
            lane.unlock();
        }
    }

    /** Begins to stop it: no further tasks. Returns the tasks it gives back. */
    List<Work> beginStop() {
        stops.incrementAndGet();
        return recall();
    }

    /** Ends stopping, the worker having survived it. */
    void endStop() {
        stops.decrementAndGet();
    }

    /** Says that it gets no further tasks. */
    void retire() {
        retired = true;
    }

    /**
     * Kills a worker that is not to be believed any more, under the lock of its lane; its death
     * then settles its tasks.
     *
     * @throws InternalError that one, if it does not come from a lane
     */
    void condemn(Throwable broken) {
        if (broken instanceof InternalError other && !MappedMemory.isCut(other)) {
            throw other;
        }
        retired = true;
        ChildProcess child = process;
        if (child != null && lane.condemn()) {
            child.killTree("its lane is broken: " + Shortage.describe(broken));
        }
    }

    /** Settles the lane after the death of the process. */
    Remains close() {
        lane.lock();
        try {
            lane.close();
            stopMeasuring();
            ParentLane last = lane.opened();
            return last == null ? Remains.nothing(Remains.Stage.STARTING, null) : remains(last);
        } finally {
            lane.unlock();
            receiver.retryAll();
        }
    }

    private Remains remains(ParentLane last) {
        try {
            last.requireWhole();
            boolean wasUp = last.isMapped();
            receiver.collect(last);
            wasUp |= last.headSequence() != 0;
            Remains settled = Remains.settle(tasks, last, wasUp);
            // Only now: its own result may have been among what was collected.
            Initialization first = unfinished();
            return first == null ? settled : first.remains(settled.begun() != null);
        } catch (IOException | LaneCorruptException | InternalError unbelievable) {
            Initialization first = unfinished();
            return first == null ? Remains.lost(tasks, last) : first.remains(true);
        } finally {
            tasks.clearLoad();
            closeLane(last);
        }
    }

    private void closeLane(ParentLane last) {
        try {
            last.close();
            controlBell.close();
        } catch (IOException failure) {
            log("closing the lane", failure);
        }
    }

    private void stopMeasuring() {
        try {
            residentMemory.close();
        } catch (IOException failure) {
            log("closing what tells of its memory", failure);
        }
    }

    private void log(String what, IOException failure) {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.WARNING, "[" + name + "] " + what, failure);
    }

    /** What there is to say when a task has used up its memory. */
    String memory(@Nullable String lack) {
        String who = "; worker=" + name + ", pid=" + pid();
        if (lack == null || !lack.contains("heap")) {
            return who;
        }
        OptionalLong limit = engine.options().process().maxHeapBytes();
        return who
                + (limit.isPresent() ? ", heap=" + limit.getAsLong() + " bytes" : "")
                + "; raise its limit by PoolOptions.withMaxHeap";
    }

    WorkerInfo info() {
        Work work = occupancy.running();
        long nanos = Math.max(0, occupancy.runningNanos());
        return new WorkerInfo(
                name,
                pid(),
                work != null,
                work == null ? null : work.input(),
                Duration.ofNanos(work == null ? 0 : nanos),
                tasksDone());
    }
}
