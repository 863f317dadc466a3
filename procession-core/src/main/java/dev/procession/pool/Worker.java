package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.codec.Source;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.Lane;
import dev.procession.internal.channel.LaneCorruptException;
import dev.procession.internal.channel.LaneLayout;
import dev.procession.internal.channel.ParentLane;
import dev.procession.internal.launch.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parent's view of one worker process, from its start to its death, and the tasks it has.
 *
 * <p>The lock is this worker's own: nothing on a task's way is locked for all workers.
 */
final class Worker {

    /** Most tasks handed to a worker ahead of the one it runs. */
    private static final int MAX_WINDOW = 768;

    /** Most tasks that are staged together. */
    private static final int SHARE = 16;

    /** The window holds about this much work. */
    private static final long WINDOW_NANOS = 1_000_000;

    private final Engine engine;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final @Nullable Work[] tasks = new Work[LaneLayout.CELLS];
    private final int[] recalled = new int[LaneLayout.CELLS];
    private final @Nullable FunctionRef[] functions = new FunctionRef[FunctionRef.SLOTS];
    private final byte[] knownHead = new byte[2];
    private final Source source = new Source();
    private final byte[] resultBuffer = new byte[LaneLayout.INLINE_LIMIT];
    private final List<Work> again = new ArrayList<>();

    private volatile @Nullable ParentLane lane;
    private volatile @Nullable ChildProcess process;
    private @Nullable Bell controlBell;
    private volatile boolean controlled;
    private boolean handedOver;
    private boolean closed;
    private volatile boolean retired;
    private volatile boolean condemned;
    private final AtomicInteger stops = new AtomicInteger();
    private volatile boolean slow;
    private long usualNanos = -1;
    private volatile int usualWindow = 1;
    private int ids;

    /** How many tasks the harvest has just ended. */
    private int decidedHere;

    /** Written under the lock, without a fence: only a glance is taken at it. */
    private final AtomicInteger load = new AtomicInteger();

    private long pid;
    private final AtomicLong tasksDone = new AtomicLong();

    Worker(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
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
        return load.getAcquire();
    }

    boolean isRetiring() {
        return retired || stops.get() > 0;
    }

    /** Says that the running task takes long: nothing should wait behind it. */
    void isSlow() {
        slow = true;
    }

    /** Says which process it is. */
    void runs(ChildProcess child) {
        process = child;
    }

    /** Opens the lane and gives the worker its first task, while its JVM boots. */
    void open(ParentLane opened, Bell opensControl) throws IOException {
        lock.lock();
        try {
            controlBell = opensControl;
            pid = pid();
            lane = opened;
            engine.feed(this);
            handedOver = true;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the worker was asked to open its control channel. */
    boolean isControlled() {
        return controlled;
    }

    /** Asks it to. */
    void askForControl() throws IOException {
        lock.lock();
        try {
            if (!closed && controlBell != null && !controlled) {
                controlled = true;
                controlBell.ring();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether a task could be handed over now; a glance without the lock. */
    boolean seemsOpen() {
        ParentLane opened = lane;
        return opened != null && !isRetiring() && load() < (slow ? 1 : MAX_WINDOW);
    }

    /** Hands a task over; tells whether there was room for it. */
    boolean offer(Work work, byte[] bytes, int length) {
        lock.lock();
        try {
            if (room() == 0) {
                return false;
            }
            stage(work, bytes, 0, length);
            lane().publish();
            return true;
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stages a task for a {@link #publish} to come; tells whether there was room for it. */
    boolean stage(Work work, byte[] argument) {
        lock.lock();
        try {
            if (room() == 0) {
                return false;
            }
            stage(work, argument, 0, argument.length);
            return true;
        } catch (InternalError broken) {
            condemn(broken);
            return true;
        } finally {
            lock.unlock();
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
    int offer(Bundle bundle, int from, Engine.Haste haste) {
        int taken = 0;
        lock.lock();
        try {
            boolean isIdle = load() == 0;
            int count = Math.min(Math.min(room(), SHARE), bundle.size() - from);
            while (taken < count) {
                int index = from + taken;
                taken++;
                stage(
                        bundle.work(index),
                        bundle.bytes(),
                        bundle.start(index),
                        bundle.length(index));
            }
            if (isIdle && taken > 0 && haste == Engine.Haste.IF_IDLE) {
                lane().publish();
            }
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** Makes staged tasks visible to the worker. */
    void publish() {
        lock.lock();
        try {
            if (!closed && !condemned && lane != null) {
                lane().publish();
            }
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
        } finally {
            lock.unlock();
        }
    }

    private ParentLane lane() {
        ParentLane opened = lane;
        if (opened == null) {
            throw new IllegalStateException("[" + name + "] the lane is not open yet");
        }
        return opened;
    }

    /** How many tasks fit; under the lock. */
    private int room() {
        ParentLane opened = lane;
        if (closed || isRetiring() || opened == null || engine.isStopped()) {
            return 0;
        }
        return Math.max(0, window(opened) - opened.outstanding());
    }

    private int window(ParentLane opened) {
        if (!handedOver) {
            return 1;
        }
        boolean isUp = opened.headSequence() != 0 || opened.isMapped();
        if (!isUp) {
            return 0;
        }
        return slow ? 1 : usualWindow;
    }

    /**
     * How many tasks it may have: about a millisecond's worth, so that tasks wait behind each other
     * only if they are short.
     */
    int usualWindow() {
        return usualWindow;
    }

    private void stage(Work work, byte[] bytes, int start, int length) {
        ParentLane opened = lane();
        int id = ++ids;
        int cell = opened.nextCell();
        // First of all: if the lane was cut short, the end of the worker is that of the task.
        tasks[cell] = work;
        try {
            stage(opened, id, work.function(), bytes, start, length);
        } catch (IOException noRoom) {
            tasks[cell] = null;
            refuse(work, length, noRoom);
            return;
        }
        work.handedTo(this, id, pid);
        load.setRelease(opened.outstanding());
    }

    private void stage(
            ParentLane opened, int id, FunctionRef function, byte[] bytes, int start, int length)
            throws IOException {
        if (function == FunctionRef.NONE) {
            opened.stage(id, TaskFrame.CALL_HEAD, 1, bytes, start, length);
        } else if (functions[function.slot()] == function) {
            int head = TaskFrame.apply(knownHead, function.slot());
            opened.stage(id, knownHead, head, bytes, start, length);
        } else {
            byte[] head = TaskFrame.define(function.slot(), function.encoded());
            opened.stage(id, head, head.length, bytes, start, length);
            functions[function.slot()] = function;
        }
    }

    /** Ends a task whose long argument could not be written. */
    private void refuse(Work work, int length, IOException noRoom) {
        if (work.decide()) {
            work.fail(
                    new CodecException(
                            work.describe()
                                    + " has an argument of "
                                    + length
                                    + " bytes that finds no room in the session's directory ("
                                    + noRoom.getMessage()
                                    + "): make room there, or name another one by"
                                    + " -Dprocession.directory=...",
                            noRoom));
            engine.ended();
        }
    }

    /** Tells whether there is something to harvest; without the lock. */
    boolean hasNews() {
        ParentLane opened = lane;
        try {
            return opened != null && !condemned && opened.hasNews();
        } catch (IllegalStateException closedMeanwhile) {
            return false;
        }
    }

    /** Takes the results that are there and hands out the next tasks. */
    void harvest() {
        lock.lock();
        try {
            if (closed || condemned || lane == null) {
                return;
            }
            int count = collect();
            if (count > 0) {
                lane().acknowledge();
                load.setRelease(lane().outstanding());
                slow = false;
                changed.signalAll();
            }
            engine.feed(this);
        } catch (IOException | LaneCorruptException | InternalError broken) {
            condemn(broken);
        } finally {
            lock.unlock();
        }
        retryAll();
    }

    private int collect() throws IOException {
        ParentLane opened = lane();
        int count = opened.ready();
        decidedHere = 0;
        try {
            for (int i = 0; i < count; i++) {
                collectNext(opened);
            }
        } finally {
            engine.ended(decidedHere);
        }
        if (count > 0) {
            adaptWindow();
        }
        tasksDone.setRelease(tasksDone.getPlain() + count);
        return count;
    }

    private void collectNext(ParentLane opened) throws IOException {
        int cell = opened.next();
        Work work = tasks[cell];
        if (work == null || work.id() != opened.resultTask()) {
            throw new LaneCorruptException(
                    "a result for another task: expected="
                            + (work == null ? "none" : work.id())
                            + ", found="
                            + opened.resultTask());
        }
        take(work, cell, opened);
        tasks[cell] = null;
        opened.advance();
    }

    private void take(Work work, int cell, ParentLane opened) throws IOException {
        learn(opened.runNanos());
        if (opened.resultStatus() == TaskFrame.OUT_OF_MEMORY) {
            retired = true;
            engine.retire(this);
        }
        if (!work.decide()) {
            // Over time, perhaps to be tried again.
            work.keepArgument(lane().argument(cell));
            return;
        }
        work.began(opened.runNanos());
        int status = opened.resultStatus();
        if (TaskFrame.mayBeRetried(status) && engine.mayRetry(work)) {
            work.keepArgument(lane().argument(cell));
            again.add(work);
            return;
        }
        byte[] bytes;
        try {
            bytes = opened.readResult(resultBuffer);
        } catch (OutOfMemoryError tooLarge) {
            decidedHere++;
            work.fail(tooLarge);
            return;
        } catch (IOException | LaneCorruptException | InternalError unbelievable) {
            // Its end is settled with that of the worker.
            work.reopen();
            throw unbelievable;
        }
        decidedHere++;
        if (bytes == resultBuffer && status == TaskFrame.VALUE) {
            source.wrap(bytes, 0, opened.resultSize());
            if (engine.codec().isInert(source)) {
                deliverInert(work);
                return;
            }
        }
        work.deliver(new Raw(status, bytes, opened.resultSize(), bytes != resultBuffer));
    }

    /** Decodes at once what runs no code of users and is short. */
    private void deliverInert(Work work) {
        Object value;
        try {
            value = engine.codec().decode(source, work.function().results());
        } catch (CodecException nonsense) {
            work.fail(nonsense);
            return;
        }
        work.deliverValue(value);
    }

    private void retryAll() {
        if (again.isEmpty()) {
            return;
        }
        List<Work> list;
        lock.lock();
        try {
            list = List.copyOf(again);
            again.clear();
        } finally {
            lock.unlock();
        }
        list.forEach(engine::retry);
    }

    private void learn(long nanos) {
        usualNanos = usualNanos < 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
    }

    private void adaptWindow() {
        int window = Math.clamp(WINDOW_NANOS / Math.max(1, usualNanos), 1, MAX_WINDOW);
        if (window != usualWindow) {
            usualWindow = window;
        }
    }

    /** Takes back what is not begun, in order; nothing if it cannot be taken back now. */
    List<Work> recall() {
        lock.lock();
        try {
            if (closed || !handedOver || !canRecall()) {
                return List.of();
            }
            int count = lane().recall(recalled);
            return taken(count);
        } catch (LaneCorruptException | InternalError broken) {
            condemn(broken);
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** A worker that has not mapped its lane writes words without compare-and-set. */
    private boolean canRecall() {
        ParentLane opened = lane;
        return opened != null && (opened.isMapped() || opened.headSequence() != 0);
    }

    private List<Work> taken(int count) {
        List<Work> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int cell = recalled[i];
            Work work = tasks[cell];
            if (work != null) {
                tasks[cell] = null;
                work.keepArgument(lane().argument(cell));
                work.takenBack();
                forget(work.function());
                list.add(work);
            }
        }
        load.setRelease(lane().outstanding());
        return list;
    }

    /** What was taken back may have brought the function along: the worker may not know it. */
    private void forget(FunctionRef function) {
        if (function != FunctionRef.NONE && functions[function.slot()] == function) {
            functions[function.slot()] = null;
        }
    }

    /** The task that runs, if one does. */
    @Nullable Work running() {
        lock.lock();
        try {
            return closed || lane == null ? null : runningLocked();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work runningLocked() {
        int cell = lane().headCell();
        return cell >= 0 && lane().isHeadRunning() ? tasks[cell] : null;
    }

    /** For how long the running task has run; negative if none runs. */
    long runningNanos() {
        lock.lock();
        try {
            if (closed || lane == null || !lane().isHeadRunning()) {
                return -1;
            }
            return Math.max(0, System.nanoTime() - lane().begunAt());
        } finally {
            lock.unlock();
        }
    }

    /** Kills it if its lane cannot be believed: a task may have written there. */
    void audit() {
        lock.lock();
        try {
            if (!closed && !condemned && lane != null) {
                lane().audit();
            }
        } catch (IOException | LaneCorruptException | InternalError unbelievable) {
            condemn(unbelievable);
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #sequenceOf} returns for a task that the worker does not have. */
    static final long NONE = Long.MIN_VALUE;

    /** Returns the number by which the worker knows a task, if it has it and has no result. */
    long sequenceOf(Work work) {
        lock.lock();
        try {
            if (closed || lane == null) {
                return NONE;
            }
            int position = position(work);
            return position < 0 ? NONE : lane().headSequence() + position;
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether the worker has a task and its result was not taken. */
    boolean holds(Work work) {
        return sequenceOf(work) != NONE;
    }

    /** Returns what the worker has and what has no result. */
    List<Work> held() {
        lock.lock();
        try {
            List<Work> list = new ArrayList<>();
            int count = closed || lane == null ? 0 : lane().outstanding();
            for (int i = 0; i < count; i++) {
                Work work = tasks[lane().cellAt(i)];
                if (work != null) {
                    list.add(work);
                }
            }
            return list;
        } finally {
            lock.unlock();
        }
    }

    private int position(Work work) {
        int count = lane().outstanding();
        for (int i = 0; i < count; i++) {
            if (tasks[lane().cellAt(i)] == work) {
                return i;
            }
        }
        return -1;
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

    /** Waits until it no longer has the task, or is closed; somebody must harvest meanwhile. */
    boolean awaitEndOf(Work work, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (!closed && lane != null && position(work) >= 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Kills a worker that is not to be believed any more; its death then settles its tasks. */
    private void condemn(Throwable broken) {
        if (broken instanceof InternalError other && !Lane.isCut(other)) {
            throw other;
        }
        retired = true;
        ChildProcess child = process;
        if (child != null && !condemned) {
            // From now on nobody looks into its lane, but who settles its end.
            condemned = true;
            child.killTree("its lane is broken: " + broken.getMessage());
        }
    }

    /** What a dead worker leaves. */
    record Remains(@Nullable Work begun, List<Work> notBegun, List<Work> lost, boolean everUp) {}

    /** Settles the lane after the death of the process. */
    Remains close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            return lane == null ? new Remains(null, List.of(), List.of(), false) : remains();
        } finally {
            lock.unlock();
            retryAll();
        }
    }

    private Remains remains() {
        try {
            lane().requireWhole();
            boolean everUp = lane().isMapped();
            collect();
            everUp |= lane().headSequence() != 0;
            List<Work> notBegun = taken(lane().takeBackAfterDeath(recalled));
            int head = lane().headCell();
            Work begun = head < 0 ? null : tasks[head];
            if (begun != null) {
                begun.keepArgument(lane().argument(head));
            }
            if (begun != null && !begun.isDecided()) {
                begun.began(Math.max(0, System.nanoTime() - lane().begunAt()));
            }
            return new Remains(begun, notBegun, List.of(), everUp || begun != null);
        } catch (IOException | LaneCorruptException | InternalError unbelievable) {
            return new Remains(null, List.of(), everything(), true);
        } finally {
            load.setRelease(0);
            closeLane();
        }
    }

    private List<Work> everything() {
        List<Work> all = new ArrayList<>();
        for (int cell = 0; cell < tasks.length; cell++) {
            Work work = tasks[cell];
            if (work != null) {
                work.keepArgument(lane().argument(cell));
                all.add(work);
            }
        }
        return all;
    }

    private void closeLane() {
        try {
            lane().close();
            if (controlBell != null) {
                controlBell.close();
            }
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "[" + name + "] closing the lane", failure);
        }
    }

    /**
     * Asks to be woken by the next result, or, if the caller is patient, when half of the tasks are
     * done; {@code false} if a result is there already.
     */
    boolean armSleep(boolean isPatient) {
        lock.lock();
        try {
            if (closed || condemned || lane == null) {
                return true;
            }
            lane().armSleep(isPatient ? Math.max(1, load() / 2) : 1);
            return !lane().hasNews();
        } finally {
            lock.unlock();
        }
    }

    void disarmSleep() {
        lock.lock();
        try {
            if (!closed && lane != null) {
                lane().disarmSleep();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody has rung since {@link #armSleep}; for the portable bell. */
    boolean isSleepArmed() {
        lock.lock();
        try {
            return closed || lane == null || lane().isSleepArmed();
        } finally {
            lock.unlock();
        }
    }

    WorkerInfo info() {
        Work work = running();
        long nanos = Math.max(0, runningNanos());
        return new WorkerInfo(
                name,
                pid(),
                work != null,
                work == null ? null : work.input(),
                Duration.ofNanos(work == null ? 0 : nanos),
                tasksDone.get());
    }

    /** Waits for the end of the process. */
    boolean awaitDeath(long nanos) throws InterruptedException {
        ChildProcess child = process;
        return child == null || child.await(Duration.ofNanos(nanos));
    }

    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
