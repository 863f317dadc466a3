package dev.procession.internal.channel;

import dev.procession.codec.Source;
import dev.procession.internal.util.MappedMemory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The parent's half of a lane: hands tasks over, harvests results, takes back what was not begun.
 *
 * <p>The lane is memory that the worker can write, so it is input. What matters is kept here as
 * well (which cells were published in which order, how far was harvested), and every word of the
 * worker is checked against it: {@code harvested ≤ DONE ≤ BEGUN ≤ TAIL}, {@code BEGUN − DONE ≤ 1}.
 *
 * <p>Results lie in the parent's own memory before DONE tells of them, so they outlive the worker.
 *
 * <p>If the worker cuts the lane's file short, what works on tasks throws the {@link InternalError}
 * that {@link Lane} tells of, at once, but for {@link #stage} and {@link #publish}, whose error may
 * arrive later in the caller. What only takes a glance (the methods that say so) throws nothing but
 * gives an answer that makes the caller look closer; only after {@link #hasNews}, which is asked
 * often, may an error arrive in the caller.
 *
 * <p>Not thread-safe: the caller holds a lock. Only {@link #armSleep}, {@link #disarmSleep} and
 * {@link #hasNews} need none.
 */
public final class ParentLane implements AutoCloseable {

    private static final long CLOCK_TOLERANCE_NANOS = 1_000_000_000;

    private final Lane lane;
    private final Path path;
    private final Bell taskBell;
    private final Frames frames = new Frames();
    private final SpillFile arguments;
    private final SpillFile results;
    private int staged;
    private int published;
    private int harvested;

    /** The most tasks that the worker has begun, as far as was seen: it never takes one back. */
    private int begunSeen;

    /** Of the harvest, for a glance without the lock. */
    private final AtomicInteger harvestedSeen = new AtomicInteger();

    /** Results that were copied out of the worker's reach together. */
    private static final int MOST_FETCHED = 16;

    private final long[] heads = new long[MOST_FETCHED];
    private final long[] runs = new long[MOST_FETCHED];
    private final long[] places = new long[MOST_FETCHED];
    private final byte[] payloads = new byte[MOST_FETCHED * LaneLayout.INLINE_LIMIT];

    /** Which of them {@link #next} comes to, and which it has come to. */
    private int nextFetched;

    private int current;

    private ParentLane(Lane lane, Path path, Bell taskBell) {
        this.lane = lane;
        this.path = path;
        this.taskBell = taskBell;
        this.arguments = new SpillFile(argumentFile(path.toString()));
        this.results = new SpillFile(resultFile(path.toString()));
        // The first result of a worker is always announced.
        lane.setIntVolatile(LaneLayout.PARENT_SLEEP_OFFSET, 1);
    }

    /**
     * Creates a lane.
     *
     * @param path what the names of its files begin with
     * @param taskBell wakes the worker
     * @return the lane
     * @throws IOException if its file cannot be made
     */
    public static ParentLane create(Path path, Bell taskBell) throws IOException {
        return new ParentLane(Lane.create(laneFile(path.toString()).toPath()), path, taskBell);
    }

    static File laneFile(String path) {
        return new File(path + ".lane");
    }

    static File argumentFile(String path) {
        return new File(path + ".in");
    }

    static File resultFile(String path) {
        return new File(path + ".out");
    }

    /** How many tasks are handed over or staged and not harvested. */
    public int outstanding() {
        return staged - harvested;
    }

    /**
     * Writes a task into the next cell; the worker does not see it before {@link #publish}.
     *
     * @param task the task's id, which comes back with the result
     * @param head bytes that precede the payload
     * @param headLength how many
     * @param payload has the encoded argument
     * @param start where the argument begins in it
     * @param length the argument's length
     * @return the number of the cell
     * @throws IOException if the payload is long and there is no room for it in the file system
     */
    public int stage(int task, byte[] head, int headLength, byte[] payload, int start, int length)
            throws IOException {
        if (outstanding() == LaneLayout.CELLS) {
            throw new IllegalStateException("the lane is full: tasks=" + LaneLayout.CELLS);
        }
        int cell = nextCell();
        int base = LaneLayout.cell(cell);
        frames.put(cell, head, headLength, payload, start, length);
        int size = frames.size(cell);
        boolean isInCell = size <= LaneLayout.INLINE_LIMIT;
        if (isInCell) {
            lane.write(base + LaneLayout.PAYLOAD, frames.array(cell), frames.offset(cell), size);
        } else {
            lane.setPlainLong(base + LaneLayout.PAYLOAD, spill(cell, size));
        }
        lane.setPlainLong(base + LaneLayout.TASK, LaneLayout.pair(task, isInCell ? size : ~size));
        staged++;
        return cell;
    }

    /** Returns the cell into which {@link #stage} writes the next task. */
    public int nextCell() {
        return LaneLayout.cellOf(staged);
    }

    private long spill(int cell, int size) throws IOException {
        if (outstanding() == 0) {
            arguments.clear();
        }
        return arguments.append(frames.array(cell), frames.offset(cell), size);
    }

    /** Returns a copy of the argument that was staged in a cell, out of the worker's reach. */
    public byte[] argument(int cell) {
        return frames.payload(cell);
    }

    /**
     * Hands all staged tasks over and wakes the worker if it sleeps.
     *
     * @throws IOException if the bell is broken
     * @throws LaneCorruptException if the worker wrote nonsense
     */
    public void publish() throws IOException {
        if (staged == published) {
            return;
        }
        long seen = checkedClaim();
        while (!lane.compareAndSetLong(
                LaneLayout.CLAIM_OFFSET, seen, Claim.of(Claim.begun(seen), staged))) {
            seen = checkedClaim();
        }
        published = staged;
        if (lane.intVolatile(LaneLayout.WORKER_SLEEP_OFFSET) != 0
                && lane.getAndSetInt(LaneLayout.WORKER_SLEEP_OFFSET, 0) != 0) {
            taskBell.ring();
        }
    }

    /**
     * Forwards only, so that whoever tries again until nothing changes in between comes to an end.
     */
    private long checkedClaim() {
        long claim = lane.longVolatile(LaneLayout.CLAIM_OFFSET);
        int begun = Claim.begun(claim) - harvested;
        boolean goesBack = Claim.begun(claim) - begunSeen < 0;
        if (Claim.tail(claim) != published
                || begun < 0
                || begun > published - harvested
                || goesBack) {
            throw new LaneCorruptException(
                    "the words of the lane contradict each other: begun="
                            + Claim.begun(claim)
                            + ", tail="
                            + Claim.tail(claim)
                            + ", published="
                            + published
                            + ", harvested="
                            + harvested
                            + ", begun before="
                            + begunSeen);
        }
        begunSeen = Claim.begun(claim);
        return claim;
    }

    /** Tells whether results have come that were not harvested; a glance, needs no lock. */
    public boolean hasNews() {
        try {
            return lane.intVolatile(LaneLayout.DONE_OFFSET) != harvestedSeen.getAcquire();
        } catch (InternalError cut) {
            return true;
        }
    }

    /**
     * Counts the results that can be harvested.
     *
     * @return how many
     * @throws LaneCorruptException if the worker wrote nonsense
     */
    public int ready() {
        int done = lane.intVolatile(LaneLayout.DONE_OFFSET) - harvested;
        MappedMemory.settle();
        if (done < 0 || done > published - harvested) {
            throw new LaneCorruptException(
                    "more results than tasks: done="
                            + (done + harvested)
                            + ", published="
                            + published);
        }
        return done;
    }

    /**
     * Copies the next results out of the worker's reach, all but long payloads.
     *
     * @param most how many at most, not more than {@link #ready} counted
     * @return how many
     */
    public int fetch(int most) {
        int count = Math.min(most, MOST_FETCHED);
        for (int i = 0; i < count; i++) {
            int base = LaneLayout.cell(LaneLayout.cellOf(harvested + i));
            long head = lane.plainLong(base + LaneLayout.RESULT);
            int size = LaneLayout.second(head);
            heads[i] = head;
            runs[i] = lane.plainLong(base + LaneLayout.RUN);
            if (size < 0) {
                places[i] = lane.plainLong(base + LaneLayout.PAYLOAD);
            } else if (size <= LaneLayout.INLINE_LIMIT) {
                lane.read(base + LaneLayout.PAYLOAD, payloads, i * LaneLayout.INLINE_LIMIT, size);
            }
        }
        // The caller decides tasks by them: nothing may go wrong any more once that has begun.
        MappedMemory.settle();
        nextFetched = 0;
        return count;
    }

    /**
     * Comes to the next result, one that was {@linkplain #fetch fetched}.
     *
     * @return its cell
     * @throws LaneCorruptException if the worker wrote nonsense
     */
    public int next() {
        current = nextFetched;
        nextFetched++;
        if (isResultInCell() && resultSize() > LaneLayout.INLINE_LIMIT) {
            throw new LaneCorruptException("impossible size of a result: bytes=" + resultSize());
        }
        return LaneLayout.cellOf(harvested);
    }

    /** Returns the id that the worker put on the result at {@link #next}. */
    public int resultTask() {
        return LaneLayout.first(heads[current]);
    }

    /** Returns the kind of that result. */
    public int resultStatus() {
        return (int) runs[current] & (1 << LaneLayout.STATUS_BITS) - 1;
    }

    /** Returns how long its task ran, by the worker's word. */
    public long runNanos() {
        return Math.max(0, runs[current] >> LaneLayout.STATUS_BITS);
    }

    /** Tells whether its payload is short. */
    public boolean isResultInCell() {
        return LaneLayout.second(heads[current]) >= 0;
    }

    /** Returns the length of its payload. */
    public int resultSize() {
        int size = LaneLayout.second(heads[current]);
        return size >= 0 ? size : ~size;
    }

    /** Returns the array that has its payload if that is short; until the next {@link #fetch}. */
    public byte[] resultBuffer() {
        return payloads;
    }

    /** Returns where in {@link #resultBuffer} its payload begins. */
    public int resultStart() {
        return current * LaneLayout.INLINE_LIMIT;
    }

    /**
     * Reads its payload if that is long.
     *
     * @return a source of its own
     * @throws IOException if the worker's file has no such payload
     * @throws dev.procession.CodecException if its arrays are not as they are said to be
     */
    public Source longResult() throws IOException {
        return results.source(places[current], resultSize());
    }

    /** Frees the cell of the result at {@link #next} and goes on to the next one. */
    public void advance() {
        frames.release(LaneLayout.cellOf(harvested));
        harvested++;
        harvestedSeen.setRelease(harvested);
    }

    /** Tells the worker how far the harvest is, so that it can reuse the space of long results. */
    public void acknowledge() {
        lane.setIntVolatile(LaneLayout.HARVESTED_OFFSET, harvested);
        MappedMemory.settle();
    }

    /**
     * Takes back all tasks that the worker has not begun.
     *
     * @param cells receives their cells in order; as long as there are cells
     * @return how many
     * @throws LaneCorruptException if the worker wrote nonsense
     */
    public int recall(int[] cells) {
        long seen = checkedClaim();
        while (!lane.compareAndSetLong(
                LaneLayout.CLAIM_OFFSET, seen, Claim.of(Claim.begun(seen), Claim.begun(seen)))) {
            seen = checkedClaim();
        }
        MappedMemory.settle();
        return takeBack(Claim.begun(seen), cells);
    }

    private int takeBack(int from, int[] cells) {
        int count = 0;
        for (int sequence = from; sequence != staged; sequence++) {
            cells[count++] = LaneLayout.cellOf(sequence);
        }
        staged = from;
        published = from;
        return count;
    }

    /**
     * Takes back all tasks that were not begun, without a word of the worker being changed: it is
     * dead. All results must have been harvested.
     *
     * @param cells receives the cells in order; as long as there are cells
     * @return how many were taken back; {@link #outstanding} then tells whether one was begun
     * @throws LaneCorruptException if the worker left nonsense
     */
    public int takeBackAfterDeath(int[] cells) {
        int begun = Claim.begun(checkedClaim());
        MappedMemory.settle();
        if (begun - harvested > 1) {
            throw new LaneCorruptException(
                    "more than one task begun: begun=" + begun + ", done=" + harvested);
        }
        return takeBack(begun, cells);
    }

    /** Returns the cell of the task at the head, if there is one: the running one, if any is. */
    public int headCell() {
        return staged == harvested ? -1 : LaneLayout.cellOf(harvested);
    }

    /**
     * Returns the cell of the task so many places behind the head, less than {@link #outstanding}.
     */
    public int cellAt(int position) {
        return LaneLayout.cellOf(harvested + position);
    }

    /** Returns the sequence number of the head. */
    public int headSequence() {
        return harvested;
    }

    /** Tells whether the task at the head was begun and has no result yet; a glance. */
    public boolean isHeadRunning() {
        try {
            int begun = Claim.begun(lane.longVolatile(LaneLayout.CLAIM_OFFSET));
            int done = lane.intVolatile(LaneLayout.DONE_OFFSET);
            MappedMemory.settle();
            return begun != harvested && done == harvested;
        } catch (InternalError cut) {
            return false;
        }
    }

    /**
     * Looks whether the lane is whole and the worker's words can be true, without acting on them.
     *
     * @throws LaneCorruptException if not
     * @throws IOException if the lane's file cannot be looked at
     */
    public void audit() throws IOException {
        requireWhole();
        int done = harvested + ready();
        int begun = Claim.begun(checkedClaim());
        int doneLater = lane.intVolatile(LaneLayout.DONE_OFFSET);
        if (begun - done < 0 || begun - doneLater > 1) {
            throw new LaneCorruptException(
                    "more results than begun tasks, or several begun: begun="
                            + begun
                            + ", done="
                            + doneLater);
        }
        long ahead = begunAt() - System.nanoTime();
        // The clocks of two processors may differ a little; a forgery that defeats limits does not.
        if (begun != doneLater && ahead > CLOCK_TOLERANCE_NANOS) {
            throw new LaneCorruptException("a task began in the future: nanos=" + ahead);
        }
    }

    /**
     * Looks whether the lane's file was cut short, in which case no result of it is believed.
     *
     * @throws LaneCorruptException if it was
     * @throws IOException if it cannot be looked at
     */
    public void requireWhole() throws IOException {
        if (!lane.isWhole()) {
            throw new LaneCorruptException("its file was cut short");
        }
    }

    /**
     * Returns when the worker says that it began the task it runs, by {@link System#nanoTime}; a
     * glance.
     */
    public long begunAt() {
        try {
            long begunAt = lane.longVolatile(LaneLayout.BEGUN_AT_OFFSET);
            MappedMemory.settle();
            return begunAt;
        } catch (InternalError cut) {
            return System.nanoTime();
        }
    }

    /** Tells whether the worker has mapped the lane; a glance. */
    public boolean isMapped() {
        try {
            int state = lane.intVolatile(LaneLayout.STATE_OFFSET);
            MappedMemory.settle();
            return state == LaneLayout.MAPPED;
        } catch (InternalError cut) {
            return false;
        }
    }

    /**
     * Asks the worker to ring when so many results are there, or when it has no further task; where
     * the lane was cut short it does nothing, for then there {@linkplain #hasNews are news}.
     *
     * @param results how many, 1 or more
     */
    public void armSleep(int results) {
        try {
            lane.setPlainInt(LaneLayout.WAKE_AT_OFFSET, harvested + results);
            lane.setIntVolatile(LaneLayout.PARENT_SLEEP_OFFSET, 1);
            MappedMemory.settle();
        } catch (InternalError cut) {
            return;
        }
    }

    /** Takes that back; a ring may be on its way all the same. */
    public void disarmSleep() {
        try {
            lane.setIntVolatile(LaneLayout.PARENT_SLEEP_OFFSET, 0);
            MappedMemory.settle();
        } catch (InternalError cut) {
            return;
        }
    }

    /** Tells whether the worker has not cleared the sleep word; a glance. */
    public boolean isSleepArmed() {
        try {
            int sleep = lane.intVolatile(LaneLayout.PARENT_SLEEP_OFFSET);
            MappedMemory.settle();
            return sleep != 0;
        } catch (InternalError cut) {
            return false;
        }
    }

    /** Unmaps the lane and removes its files. */
    @Override
    public void close() throws IOException {
        try (arguments;
                results;
                lane) {
            taskBell.close();
        } finally {
            Files.deleteIfExists(laneFile(path.toString()).toPath());
            Files.deleteIfExists(argumentFile(path.toString()).toPath());
            Files.deleteIfExists(resultFile(path.toString()).toPath());
        }
    }
}
