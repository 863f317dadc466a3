package dev.procession.benchmarks.chaos;

import dev.procession.memory.SharedLongArray;
import java.io.Serializable;
import java.util.stream.LongStream;

/**
 * What producers and consumers note down of the elements that go through their pipes, in memory
 * that outlives them.
 *
 * @param words STOP, counters, and for each producer the number of the last element that it began
 *     to send, and of the first one of the pipe whose other end a consumer has
 * @param marks four bits for each element of each producer
 */
record PipeLog(SharedLongArray words, SharedLongArray marks)
        implements Serializable, AutoCloseable {

    /** How many elements a producer may send, which its marks bound. */
    static final long MOST = 1L << 24;

    /** It has been sent. */
    static final int SENT = 1;

    /** It has arrived. */
    static final int ARRIVED = 2;

    /** It is the first one of a pipe. */
    static final int FIRST = 4;

    /** It is the first one of a pipe that its producer has given up. */
    static final int GIVEN_UP = 8;

    /** What is counted. */
    enum Count {
        /** Processes that were to be killed. */
        DOOMED(1),
        /** Processes that have been killed. */
        DEAD(2),
        /** Pipes that went from one consumer to another. */
        MOVES(3),
        /** Pipes that broke, and their elements with them. */
        BROKEN(4),
        /** Pipes that producers have given up. */
        GIVEN_UP(5);

        private final int word;

        Count(int word) {
            this.word = word;
        }
    }

    private static final int BITS = 4;
    private static final int IN_A_WORD = Long.SIZE / BITS;
    private static final long ROW = MOST / IN_A_WORD;
    private static final int STOP = 0;
    private static final int BEGUN = 6;

    static PipeLog open(int producers) {
        return new PipeLog(
                SharedLongArray.create(BEGUN + 2L * producers),
                SharedLongArray.create(ROW * producers));
    }

    void stop() {
        words.setVolatile(STOP, 1);
    }

    boolean isStopped() {
        return words.getVolatile(STOP) != 0;
    }

    void add(Count count) {
        words.getAndAdd(count.word, 1);
    }

    long get(Count count) {
        return words.getVolatile(count.word);
    }

    // ---- ends --------------------------------------------------------------------------------

    /** Notes down that a consumer has the other end of a pipe, which its first element names. */
    void has(int producer, long first) {
        words.setVolatile(BEGUN + 2L * producer + 1, first);
    }

    /** Notes down that the other end is on its way. */
    void leaves(int producer) {
        words.setVolatile(BEGUN + 2L * producer + 1, 0);
    }

    boolean isHad(int producer, long first) {
        return words.getVolatile(BEGUN + 2L * producer + 1) == first;
    }

    // ---- elements ----------------------------------------------------------------------------

    long begun(int producer) {
        return words.getVolatile(BEGUN + 2L * producer);
    }

    /** Notes down that the next element is about to be sent, and returns its number. */
    long begins(int producer) {
        long number = begun(producer) + 1;
        if (number >= MOST) {
            throw new IllegalStateException("there are no marks for element " + number);
        }
        words.setVolatile(BEGUN + 2L * producer, number);
        return number;
    }

    private static long place(long number) {
        return number % IN_A_WORD * BITS;
    }

    /** Marks an element; tells whether it was not marked so. */
    boolean mark(int producer, long number, int mark) {
        long index = ROW * producer + number / IN_A_WORD;
        long bits = (long) mark << place(number);
        long old = marks.getVolatile(index);
        while ((old & bits) == 0) {
            if (marks.compareAndSet(index, old, old | bits)) {
                return true;
            }
            old = marks.getVolatile(index);
        }
        return false;
    }

    boolean is(int producer, long number, int mark) {
        long bits = marks.getVolatile(ROW * producer + number / IN_A_WORD);
        return ((bits >>> place(number)) & mark) != 0;
    }

    /** Returns how many of a producer's elements were sent and have not arrived. */
    long missing(int producer) {
        return LongStream.rangeClosed(1, begun(producer))
                .filter(each -> is(producer, each, SENT) && !is(producer, each, ARRIVED))
                .count();
    }

    @Override
    public void close() {
        words.close();
        marks.close();
    }
}
