package dev.procession.pool;

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
 * The parent's view of one worker process, and its life: its JVM boots, it does what it must before
 * its first task, takes tasks, is perhaps stopped or retired, and leaves {@link Remains}.
 *
 * <p>How it is given tasks is the matter of its {@link TaskSender}, how results come back that of
 * its {@link ResultReceiver}, what it is at that of its {@link Occupancy}.
 *
 * <p>Where it stands in its life is asked for each task, and told at a glance, without a lock. Its
 * steps in which its lane has a part are done under the lock of its {@link GuardedLane}.
 */
final class Worker {

    private final Engine engine;
    private final String name;
    private final GuardedLane lane = new GuardedLane();
    private final Window window = new Window();
    private final Reluctance reluctance = new Reluctance();
    private final Tenure tenure;
    private final HeldTasks tasks = new HeldTasks(this);
    private final Occupancy occupancy = new Occupancy(this, lane, tasks);
    private final TaskSender sender;
    private final ResultReceiver receiver;

    private volatile @Nullable ChildProcess process;
    private final ControlBell controlBell = new ControlBell();
    private volatile boolean up;
    private volatile @Nullable WorkerStartEvent start;
    private volatile boolean retired;
    private final AtomicInteger stops = new AtomicInteger();

    private volatile @Nullable Initialization initialization;
    private final ResidentMemory residentMemory;

    Worker(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
        this.tenure = engine.turnover().newTenure();
        this.residentMemory = new ResidentMemory(engine.residentLimit());
        this.sender = new TaskSender(engine, this, lane, tasks);
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
            lane.open(opened);
            Initialization first = engine.initialization(this);
            initialization = first;
            sender.begin(opened, first);
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

    TaskSender sender() {
        return sender;
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
        return sender.recall();
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
