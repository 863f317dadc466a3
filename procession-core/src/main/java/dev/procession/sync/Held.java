package dev.procession.sync;

/**
 * A lock that this thread has, until {@link #close}.
 *
 * <p>Belongs to the thread that got it.
 *
 * @see ProcessLock#hold
 * @since 0.1
 */
public final class Held implements AutoCloseable {

    private final OwnedLock lock;
    private boolean isClosed;

    Held(OwnedLock lock) {
        this.lock = lock;
    }

    /**
     * Tells whether a process or thread has ended with the lock, and nobody has repaired what it
     * protects.
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
        lock.repaired();
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
