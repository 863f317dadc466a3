package dev.procession.pool;

import dev.procession.internal.channel.Lane;
import dev.procession.internal.util.MappedMemory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A re-entrant lock for what works on a lane.
 *
 * <p>If the lane was cut short, the JVM throws the error of an access to it late, see {@link Lane},
 * and so perhaps right after a lock was taken, where no {@code finally} covers it, or in the middle
 * of unlocking: a plain lock would stay locked for ever. This one has such an error come before it
 * does either, and keeps it to itself, since {@link Watch} looks after cut lanes anyway.
 */
final class LaneLock {

    private final ReentrantLock lock = new ReentrantLock();

    void lock() {
        settle();
        lock.lock();
    }

    void unlock() {
        settle();
        lock.unlock();
    }

    /** To be waited for after a {@link MappedMemory#settle} only. */
    Condition newCondition() {
        return lock.newCondition();
    }

    private static void settle() {
        try {
            MappedMemory.settle();
        } catch (InternalError late) {
            if (!MappedMemory.isCut(late)) {
                throw late;
            }
        }
    }
}
