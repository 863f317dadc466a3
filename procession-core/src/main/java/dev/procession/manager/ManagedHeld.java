package dev.procession.manager;

/**
 * A lock in a manager that this thread has, until {@link #close}.
 *
 * <p>Belongs to the thread that got it.
 *
 * @see ManagedLock#hold
 * @since 0.1
 */
public final class ManagedHeld implements AutoCloseable {

    private final LockOps lock;
    private boolean isClosed;

    ManagedHeld(LockOps lock) {
        this.lock = lock;
    }

    /**
     * Tells whether a process has died with the lock, and nobody has repaired what it protects.
     *
     * @return whether it may be half changed
     */
    public boolean ownerDied() {
        return lock.isAbandoned();
    }

    /**
     * Says that what the lock protects is as it should be again.
     *
     * @throws IllegalMonitorStateException if the calling thread does not have the lock
     */
    public void repair() {
        lock.repair();
    }

    /**
     * Gives the lock back; the second time this does nothing. If its owner died and {@link #repair}
     * was not said, the next to have it is told so, too.
     */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            lock.unlock();
        }
    }
}
