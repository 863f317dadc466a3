package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import java.io.Serializable;

/**
 * What producers and consumers note down of their elements, in memory that outlives them.
 *
 * @param words STOP, and for each producer the numbers of the last element that it began to put and
 *     of the last that it has put
 * @param taken a bit for each element of each producer
 */
record QueueLog(SharedLongArray words, SharedLongArray taken)
        implements Serializable, AutoCloseable {

    /** How many elements a producer may put, which its bits bound. */
    static final long MOST = 1L << 26;

    private static final long ROW = MOST / Long.SIZE;
    private static final int STOP = 0;

    static QueueLog open(int producers) {
        return new QueueLog(
                SharedLongArray.create(1 + 2L * producers),
                SharedLongArray.create(ROW * producers));
    }

    void stop() {
        words.setVolatile(STOP, 1);
    }

    boolean isStopped() {
        return words.getVolatile(STOP) != 0;
    }

    // ---- producers ---------------------------------------------------------------------------

    /** Notes down that the next element is about to be put, and returns its number. */
    long begins(int producer) {
        long number = begun(producer) + 1;
        if (number >= MOST) {
            throw new IllegalStateException("there is no bit for element " + number);
        }
        words.setVolatile(1 + 2L * producer, number);
        return number;
    }

    void hasPut(int producer, long number) {
        words.setVolatile(2 + 2L * producer, number);
    }

    long begun(int producer) {
        return words.getVolatile(1 + 2L * producer);
    }

    long put(int producer) {
        return words.getVolatile(2 + 2L * producer);
    }

    // ---- consumers ---------------------------------------------------------------------------

    /**
     * Notes down an element.
     *
     * @param last the numbers of the last elements of each producer that this consumer took
     */
    void took(Element element, long[] last) {
        int producer = element.producer();
        long number = element.number();
        if (!element.isWhole() || producer < 0 || producer >= last.length) {
            throw new Complaint(
                    Sort.WRONG, "element " + number + " of producer " + producer + " is torn");
        }
        if (!mark(producer, number)) {
            throw new Complaint(
                    Sort.DUPLICATED,
                    "element " + number + " of producer " + producer + " came twice");
        }
        if (number <= last[producer]) {
            throw new Complaint(
                    Sort.WRONG,
                    "element "
                            + number
                            + " of producer "
                            + producer
                            + " came after "
                            + last[producer]);
        }
        last[producer] = number;
    }

    private boolean mark(int producer, long number) {
        long index = ROW * producer + number / Long.SIZE;
        long bit = 1L << number % Long.SIZE;
        long old = taken.getVolatile(index);
        while ((old & bit) == 0) {
            if (taken.compareAndSet(index, old, old | bit)) {
                return true;
            }
            old = taken.getVolatile(index);
        }
        return false;
    }

    boolean isTaken(int producer, long number) {
        long bits = taken.getVolatile(ROW * producer + number / Long.SIZE);
        return (bits >>> number % Long.SIZE & 1) != 0;
    }

    @Override
    public void close() {
        words.close();
        taken.close();
    }
}
