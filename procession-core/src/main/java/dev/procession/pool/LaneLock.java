package dev.procession.pool;

import dev.procession.internal.channel.Lane;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A re-entrant lock for what works on a lane. If the lane was cut short, the JVM throws the error
 * of an access to it late, see {@link Lane}, and so perhaps in the middle of locking or unlocking:
 * a plain lock would stay locked for ever then. This one does what it was asked to and says
 * nothing, since {@link Watch} looks after cut lanes anyway.
 */
final class LaneLock {

    private final ReentrantLock lock = new ReentrantLock();

    void lock() {
        int before = lock.getHoldCount();
        try {
            lock.lock();
        } catch (InternalError late) {
            requireCut(late);
            if (lock.getHoldCount() == before) {
                lock.lock();
            }
        }
    }

    void unlock() {
        int before = lock.getHoldCount();
        try {
            lock.unlock();
        } catch (InternalError late) {
            requireCut(late);
            if (lock.getHoldCount() == before) {
                lock.unlock();
            }
        }
    }

    Condition newCondition() {
        return lock.newCondition();
    }

    private static void requireCut(InternalError late) {
        if (!Lane.isCut(late)) {
            throw late;
        }
    }
}
