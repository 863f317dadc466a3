package dev.procession.internal.channel;

import dev.procession.codec.Sink;
import dev.procession.internal.util.FaultPoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The worker's half of a lane: claims tasks one after the other and writes their results.
 *
 * <p>A young worker runs its first task without mapped memory, whose first use costs tens of
 * milliseconds: it reads and writes the lane's file instead, which the parent sees alike. Meanwhile
 * the parent changes no word that the worker writes: before the lane is mapped, or a first result
 * is there, it hands over one task at most, and before the worker is told to begin.
 *
 * <p>Belongs to one thread.
 */
public final class WorkerLane implements AutoCloseable {

    private final LaneFile file;
    private final Bell taskBell;
    private final Bell parentBell;
    private final SpillFile arguments;
    private final SpillFile results;
    private final Spinner spinner = new Spinner();
    private @Nullable Lane lane;
    private int done;
    private int cell;
    private int task;
    private int argumentSize;
    private byte[] argument = new byte[LaneLayout.INLINE_LIMIT];
    private long begunAt;
    private volatile boolean leaving;

    /**
     * Opens the lane without mapping it.
     *
     * @param path what the names of its files begin with
     * @param taskBell rings when a task comes
     * @param parentBell wakes the parent
     * @throws IOException if the lane's file cannot be opened
     */
    public WorkerLane(String path, Bell taskBell, Bell parentBell) throws IOException {
        this.file = new LaneFile(ParentLane.laneFile(path));
        this.taskBell = taskBell;
        this.parentBell = parentBell;
        this.arguments = new SpillFile(ParentLane.argumentFile(path));
        this.results = new SpillFile(ParentLane.resultFile(path));
    }

    /**
     * Waits for the next task and claims it.
     *
     * @throws IOException if the lane or a bell is broken
     */
    public void claim() throws IOException {
        Lane memory = lane;
        if (memory == null) {
            if (done == 0 && file.readInt(LaneLayout.CLAIM_OFFSET + 4) != 0) {
                claimUnmapped();
                return;
            }
            memory = map();
        }
        begin(memory);
        int base = LaneLayout.cell(cell);
        long head = memory.plainLong(base + LaneLayout.TASK);
        task = LaneLayout.first(head);
        int size = LaneLayout.second(head);
        if (size >= 0) {
            argumentSize = size;
            memory.read(base + LaneLayout.PAYLOAD, argument, 0, size);
        } else {
            readLongArgument(memory.plainLong(base + LaneLayout.PAYLOAD), ~size);
        }
    }

    /** Returns whether there is a task to claim; false before the lane is mapped. */
    public boolean hasNext() {
        Lane memory = lane;
        if (memory == null) {
            return false;
        }
        long claim = memory.longVolatile(LaneLayout.CLAIM_OFFSET);
        return Claim.begun(claim) != Claim.tail(claim);
    }

    private Lane map() throws IOException {
        Lane mapped = file.map();
        lane = mapped;
        mapped.setIntVolatile(LaneLayout.STATE_OFFSET, LaneLayout.MAPPED);
        // Mapping took its time, which is not the next task's.
        begunAt = 0;
        announce(mapped);
        return mapped;
    }

    private void claimUnmapped() throws IOException {
        begunAt = System.nanoTime();
        file.writeLong(LaneLayout.BEGUN_AT_OFFSET, begunAt);
        cell = LaneLayout.cellOf(0);
        file.writeInt(LaneLayout.CLAIM_OFFSET, 1);
        int base = LaneLayout.cell(cell);
        long head = file.readLong(base + LaneLayout.TASK);
        task = LaneLayout.first(head);
        int size = LaneLayout.second(head);
        if (size >= 0) {
            argumentSize = size;
            file.read(base + LaneLayout.PAYLOAD, argument, size);
        } else {
            readLongArgument(file.readLong(base + LaneLayout.PAYLOAD), ~size);
        }
    }

    private void readLongArgument(long at, int size) throws IOException {
        argumentSize = size;
        argument = arguments.read(at, size);
    }

    /** Takes the next task, waiting for it if there is none. */
    private void begin(Lane memory) throws IOException {
        while (true) {
            long claim = memory.longVolatile(LaneLayout.CLAIM_OFFSET);
            int begun = Claim.begun(claim);
            if (begun == Claim.tail(claim)) {
                awaitTask(memory);
                continue;
            }
            // Before the claim, so that a parent that sees the claim never sees an older time.
            if (begunAt == 0) {
                begunAt = System.nanoTime();
            }
            memory.setLongRelease(LaneLayout.BEGUN_AT_OFFSET, begunAt);
            long next = Claim.of(begun + 1, Claim.tail(claim));
            if (memory.compareAndSetLong(LaneLayout.CLAIM_OFFSET, claim, next)) {
                cell = LaneLayout.cellOf(begun);
                return;
            }
        }
    }

    private void awaitTask(Lane memory) throws IOException {
        begunAt = 0;
        announce(memory);
        if (!look(memory)) {
            sleep(memory);
        }
    }

    /** Looks for a task for a short time; {@code true} if one came. */
    private boolean look(Lane memory) {
        int limit = spinner.limit();
        for (int turn = 0; turn < limit; turn++) {
            Thread.onSpinWait();
            long claim = memory.longVolatile(LaneLayout.CLAIM_OFFSET);
            if (Claim.begun(claim) != Claim.tail(claim)) {
                spinner.hit(turn);
                return true;
            }
        }
        spinner.miss();
        return false;
    }

    private void sleep(Lane memory) throws IOException {
        memory.setIntVolatile(LaneLayout.WORKER_SLEEP_OFFSET, 1);
        if (leaving) {
            stayAway();
        }
        long claim = memory.longVolatile(LaneLayout.CLAIM_OFFSET);
        if (Claim.begun(claim) == Claim.tail(claim)) {
            taskBell.await(new StillAsleep(memory));
        }
        // Still 1 if something else ended the wait; a ring that comes now ends the next wait at
        // once.
        memory.setIntVolatile(LaneLayout.WORKER_SLEEP_OFFSET, 0);
    }

    /** Gets the thread that waits for tasks out of its system call, for good; by another thread. */
    public void leave() {
        leaving = true;
        try {
            taskBell.ring();
        } catch (IOException broken) {
            // Then nobody waits for it.
            return;
        }
    }

    private synchronized void stayAway() {
        while (leaving) {
            try {
                wait();
            } catch (InterruptedException stays) {
                leaving = true;
            }
        }
    }

    /** Not a lambda: this code runs in young workers. */
    private record StillAsleep(Lane memory) implements java.util.function.BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return memory.intVolatile(LaneLayout.WORKER_SLEEP_OFFSET) != 0;
        }
    }

    /** Returns the sequence number of the task that runs. */
    public int sequence() {
        return done;
    }

    /** Returns the bytes of the claimed task; valid up to {@link #argumentSize}. */
    public byte[] argument() {
        return argument;
    }

    /** Returns how many bytes the claimed task has. */
    public int argumentSize() {
        return argumentSize;
    }

    /**
     * Writes the result of the claimed task and announces it.
     *
     * @param status what kind of result
     * @param result the encoded result, with what lies beside it
     * @throws IOException if there is no room for a long result; nothing was announced then
     */
    public void finish(int status, Sink result) throws IOException {
        byte[] bytes = result.array();
        // No sink takes more.
        int length = (int) result.messageBytes(0);
        boolean isInCell = length <= LaneLayout.INLINE_LIMIT;
        long at = isInCell ? 0 : spill(result);
        long now = System.nanoTime();
        long run = (now - begunAt) << LaneLayout.STATUS_BITS | status;
        // The next task, if it is there already, begins now.
        begunAt = now;
        long head = LaneLayout.pair(task, isInCell ? length : ~length);
        Lane memory = lane;
        if (memory == null) {
            finishUnmapped(length, bytes, at, head, run);
            return;
        }
        int base = LaneLayout.cell(cell);
        if (isInCell) {
            memory.write(base + LaneLayout.PAYLOAD, bytes, 0, length);
        } else {
            memory.setPlainLong(base + LaneLayout.PAYLOAD, at);
        }
        FaultPoint.hit("lane.payload");
        memory.setPlainLong(base + LaneLayout.RESULT, head);
        FaultPoint.hit("lane.head");
        memory.setPlainLong(base + LaneLayout.RUN, run);
        FaultPoint.hit("lane.written");
        done++;
        // Here all words are longs, those of two ints too: one kind of access for a young worker to
        // compile.
        memory.setLongVolatile(LaneLayout.DONE_OFFSET, LaneLayout.pair(done, 0));
        FaultPoint.hit("lane.done");
        long sleep = memory.plainLong(LaneLayout.PARENT_SLEEP_OFFSET);
        boolean isParentAsleep = LaneLayout.first(sleep) != 0;
        int wakeAt = LaneLayout.second(sleep);
        if (isParentAsleep && done - wakeAt >= 0) {
            announce(memory);
        }
        shrink();
    }

    private long spill(Sink result) throws IOException {
        clearIfHarvested();
        return results.append(result);
    }

    private void announce(Lane memory) throws IOException {
        if (memory.intVolatile(LaneLayout.PARENT_SLEEP_OFFSET) != 0
                && memory.getAndSetInt(LaneLayout.PARENT_SLEEP_OFFSET, 0) != 0) {
            parentBell.ring();
        }
    }

    private void clearIfHarvested() throws IOException {
        Lane memory = lane;
        if (memory != null
                && !results.isEmpty()
                && memory.intVolatile(LaneLayout.HARVESTED_OFFSET) == done) {
            results.clear();
        }
    }

    private void shrink() {
        if (argument.length > 1 << 20) {
            argument = new byte[LaneLayout.INLINE_LIMIT];
        }
    }

    private void finishUnmapped(int length, byte[] bytes, long at, long head, long run)
            throws IOException {
        int base = LaneLayout.cell(cell);
        if (length <= LaneLayout.INLINE_LIMIT) {
            file.write(base + LaneLayout.PAYLOAD, bytes, length);
        } else {
            file.writeLong(base + LaneLayout.PAYLOAD, at);
        }
        FaultPoint.hit("lane.payload");
        file.writeLong(base + LaneLayout.RESULT, head);
        FaultPoint.hit("lane.head");
        file.writeLong(base + LaneLayout.RUN, run);
        FaultPoint.hit("lane.written");
        done++;
        file.writeInt(LaneLayout.DONE_OFFSET, done);
        FaultPoint.hit("lane.done");
        parentBell.ring();
        shrink();
    }

    /** Releases everything, which a worker leaves to the end of its process. */
    @Override
    public void close() throws IOException {
        try (file;
                arguments;
                results) {
            Lane memory = lane;
            if (memory != null) {
                memory.close();
            }
        }
    }
}
