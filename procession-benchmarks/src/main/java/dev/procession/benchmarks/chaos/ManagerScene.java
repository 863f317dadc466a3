package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.manager.ManagedLock;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.memory.SharedLongArray;
import java.io.Serializable;

/**
 * The objects of a manager, and what is noted down about them.
 *
 * @param reign the manager's number
 * @param tally where numbers are counted up
 * @param lock guards the words
 * @param queue has elements of all seats
 * @param words see {@link LockSection}
 * @param log of clients
 * @param elements see there
 */
record ManagerScene(
        long reign,
        ManagedMap<String, Long> tally,
        ManagedLock lock,
        ManagedQueue<Element> queue,
        SharedLongArray words,
        ManagerLog log,
        QueueLog elements)
        implements Serializable {

    /** What is counted up in the tally. */
    static final String KEY = "merges";

    /** Returns the work of a client. */
    TaskAction work(int seat, long life, int seats, SharedLongArray beats, Complaints complaints) {
        return () ->
                complaints.watch(
                        "client-" + seat + ", life " + life + ", reign " + reign,
                        () -> new ManagerClient(this, seat, life, seats, beats).run());
    }
}
