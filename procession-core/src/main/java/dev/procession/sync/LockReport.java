package dev.procession.sync;

import dev.procession.internal.shared.BlockRef;
import java.io.Serializable;
import java.util.List;

/**
 * What one process tells another of its threads and locks.
 *
 * @param waits threads that wait
 * @param holds locks that its threads have
 */
record LockReport(List<Wait> waits, List<Hold> holds) implements Serializable {

    /**
     * A thread that waits for a lock.
     *
     * @param peer the process, by its number in the session's table
     * @param threadId the thread there
     * @param threadName its name
     * @param lock which lock
     * @param lockName what that is called
     * @param since when the wait began, milliseconds since 1970
     * @param holder who had the lock when this was told, see {@link LockLayout}
     * @param stack where the thread was
     */
    record Wait(
            int peer,
            long threadId,
            String threadName,
            BlockRef lock,
            String lockName,
            long since,
            long holder,
            List<String> stack)
            implements Serializable {

        /** Tells whether it is the same wait as another, seen at another time. */
        boolean isSame(Wait other) {
            return peer == other.peer
                    && threadId == other.threadId
                    && since == other.since
                    && holder == other.holder
                    && lock.equals(other.lock);
        }
    }

    /**
     * A lock that a thread has.
     *
     * @param threadId the thread
     * @param threadName its name
     * @param lock which lock
     * @param lockName what that is called
     * @param stack where that thread was
     */
    record Hold(
            long threadId, String threadName, BlockRef lock, String lockName, List<String> stack)
            implements Serializable {}
}
