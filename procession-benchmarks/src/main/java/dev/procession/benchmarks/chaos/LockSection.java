package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import java.util.Random;

/**
 * What is done with the lock: two words go up by one each, and others tell who is at it.
 *
 * <pre>
 *      0  FIRST      ┐ equal, but while somebody is inside
 *      1  SECOND     ┘
 *      2  INSIDE     who is inside, or 0
 *      3  REPAIRING  who repairs, or 0
 *      4  REPAIRS    how many there were
 *      5  STOP       1: end
 *      8  DOOMED     for each seat: the last of its lives that was to be killed
 * </pre>
 */
final class LockSection {

    static final int FIRST = 0;
    static final int SECOND = 1;
    static final int INSIDE = 2;
    static final int REPAIRING = 3;
    static final int REPAIRS = 4;
    static final int STOP = 5;
    static final int DOOMED = 8;

    private static final int SEAT_BITS = 10;
    private static final int MOST_SPINS = 2000;

    private final SharedLongArray words;
    private final long me;
    private final Random random;

    LockSection(SharedLongArray words, int seat, long life) {
        this.words = words;
        this.me = id(seat, life);
        this.random = new Random(me);
    }

    static long id(int seat, long life) {
        return life << SEAT_BITS | seat;
    }

    /** Does it, having the lock. */
    void run() {
        if (words.getVolatile(REPAIRING) != 0) {
            throw new Complaint(
                    Sort.WRONG,
                    "nobody was told that "
                            + who(words.getVolatile(REPAIRING))
                            + " died repairing");
        }
        long before = words.getAndSet(INSIDE, me);
        if (before != 0) {
            throw new Complaint(
                    Sort.WRONG,
                    isDoomed(before)
                            ? "nobody was told that " + who(before) + " died with the lock"
                            : "inside together with " + who(before));
        }
        work();
    }

    /**
     * The same with a lock whose owner died.
     *
     * @param repaired says that it is mended
     */
    void repairAndRun(Runnable repaired) {
        replaceDead(REPAIRING, "repairing");
        replaceDead(INSIDE, "inside");
        long ahead = words.get(FIRST) - words.get(SECOND);
        if (ahead != 0 && ahead != 1) {
            throw new Complaint(Sort.WRONG, "a death left the pair " + ahead + " apart");
        }
        spin();
        words.set(SECOND, words.get(FIRST));
        words.set(REPAIRS, words.get(REPAIRS) + 1);
        if (!words.compareAndSet(REPAIRING, me, 0)) {
            throw new Complaint(Sort.WRONG, "another one repaired, too");
        }
        repaired.run();
        work();
    }

    private void replaceDead(int word, String what) {
        long before = words.getAndSet(word, me);
        if (before != 0 && !isDoomed(before)) {
            throw new Complaint(Sort.WRONG, what + " together with " + who(before));
        }
    }

    private void work() {
        long first = words.get(FIRST);
        long second = words.get(SECOND);
        if (first != second) {
            throw new Complaint(
                    Sort.WRONG, "the pair differs although nobody died: " + first + ", " + second);
        }
        words.set(FIRST, first + 1);
        spin();
        words.set(SECOND, first + 1);
        if (!words.compareAndSet(INSIDE, me, 0)) {
            throw new Complaint(
                    Sort.WRONG, "another one came in: " + who(words.getVolatile(INSIDE)));
        }
    }

    private void spin() {
        for (int left = random.nextInt(MOST_SPINS); left > 0; left--) {
            Thread.onSpinWait();
        }
    }

    private boolean isDoomed(long id) {
        long seat = id & (1 << SEAT_BITS) - 1;
        return words.getVolatile(DOOMED + seat) >= id >>> SEAT_BITS;
    }

    private static String who(long id) {
        return "life " + (id >>> SEAT_BITS) + " of seat " + (id & (1 << SEAT_BITS) - 1);
    }
}
