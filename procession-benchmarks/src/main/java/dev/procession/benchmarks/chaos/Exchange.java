package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.memory.SharedLongArray;
import java.io.Serializable;

/** What producers and consumers hand things over by, and note down; in shared memory. */
interface Exchange extends Serializable, AutoCloseable {

    /** What the processes of a gang do. */
    interface Work {
        /** Returns the work of the process of a seat, as {@link Gang.Role#work} does. */
        TaskAction of(int seat, long life, SharedLongArray beats);
    }

    /** Returns the work of a producer. */
    TaskAction producing(int seat, long life, SharedLongArray beats);

    /** Returns the work of a consumer. */
    TaskAction consuming(int seat, long life, SharedLongArray beats);

    /** Tells whether so many more can be produced by each that they can still be told apart. */
    boolean hasNumbersFor(long more);

    /** Has producers end. */
    void stop();

    /** Has consumers end, once there is nothing left for them. */
    void complete();

    /** Returns how much is left that nobody has taken. */
    int left();

    @Override
    void close();
}
