package dev.procession.benchmarks.chaos;

import dev.procession.memory.SharedLongArray;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What clients of managers note down, in memory that outlives them. A manager that was killed is
 * followed by another one; each has its number, its reign.
 *
 * <pre>
 *      0  STOP        1: end
 *      1  DOOMED      the last reign that was to be killed
 *      2  KILLED_AT   when, by the clock that all processes have
 *      3  TOLD_AFTER  the longest time until somebody who asked was told of a death, in
 *                 nanoseconds
 *      8  for each seat: REIGN, in which all that follows was done; MERGES_BEGUN, MERGES, SECTIONS,
 *         FIRST, the number of the first element
 * </pre>
 *
 * @param words all this
 */
record ManagerLog(SharedLongArray words) implements Serializable, AutoCloseable {

    static final int REIGN = 0;
    static final int MERGES_BEGUN = 1;
    static final int MERGES = 2;
    static final int SECTIONS = 3;
    static final int FIRST = 4;

    private static final int STOP = 0;
    private static final int DOOMED = 1;
    private static final int KILLED_AT = 2;
    private static final int TOLD_AFTER = 3;
    private static final int ROWS = 8;
    private static final int ROW = 8;

    static ManagerLog open(int seats) {
        return new ManagerLog(SharedLongArray.create((long) ROWS + (long) ROW * seats));
    }

    void stop() {
        words.setVolatile(STOP, 1);
    }

    boolean isStopped() {
        return words.getVolatile(STOP) != 0;
    }

    // ---- the deaths of managers --------------------------------------------------------------

    /** Notes down that a manager is about to be killed. */
    void dooms(long reign) {
        words.setVolatile(KILLED_AT, System.nanoTime());
        words.setVolatile(DOOMED, reign);
    }

    boolean isDoomed(long reign) {
        return words.getVolatile(DOOMED) >= reign;
    }

    /**
     * Notes down that somebody was told just now.
     *
     * @param askedAt when he asked, which may be after the death
     * @return how long that took, since there was something to be told
     */
    long told(long askedAt) {
        long now = System.nanoTime();
        long after = Math.min(now - askedAt, now - words.getVolatile(KILLED_AT));
        long longest = words.getVolatile(TOLD_AFTER);
        while (after > longest && !words.compareAndSet(TOLD_AFTER, longest, after)) {
            longest = words.getVolatile(TOLD_AFTER);
        }
        return after;
    }

    long toldAfterNanos() {
        return words.getVolatile(TOLD_AFTER);
    }

    // ---- what seats do -----------------------------------------------------------------------

    private static long at(int seat, int what) {
        return ROWS + (long) ROW * seat + what;
    }

    /** Begins a reign, unless an earlier process of the seat has. */
    void enters(int seat, long reign, long firstElement) {
        if (get(seat, REIGN) != reign) {
            words.setVolatile(at(seat, MERGES_BEGUN), 0);
            words.setVolatile(at(seat, MERGES), 0);
            words.setVolatile(at(seat, SECTIONS), 0);
            words.setVolatile(at(seat, FIRST), firstElement);
            words.setVolatile(at(seat, REIGN), reign);
        }
    }

    void add(int seat, int what) {
        words.setVolatile(at(seat, what), get(seat, what) + 1);
    }

    long get(int seat, int what) {
        return words.getVolatile(at(seat, what));
    }

    /** Returns what all seats have done of something in a reign. */
    long sum(int seats, int what, long reign) {
        return IntStream.range(0, seats)
                .filter(seat -> get(seat, REIGN) == reign)
                .mapToLong(seat -> get(seat, what))
                .sum();
    }

    @Override
    public void close() {
        words.close();
    }
}
