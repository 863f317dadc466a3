package dev.procession.manager;

import dev.procession.OwnerDiedException;
import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What threads of any process that have a {@link ManagedLock} wait for, and give the lock back
 * meanwhile.
 *
 * {@snippet :
 * lock.lock();
 * try {
 *     while (stock.get() == 0) {
 *         delivered.await();
 *     }
 *     stock.updateAndGet(count -> count - 1);
 * } finally {
 *     lock.unlock();
 * }
 * }
 *
 * <p>A wait may end for no reason, so it stands in a loop, as with every {@link Condition}.
 *
 * <p><b>If a peer dies.</b> One that waits leaves nothing behind, not even a lost signal. When one
 * has died with the lock, who waits goes on once it is signalled, and gets an {@link
 * OwnerDiedException}; it has the lock then, as always after a wait. As for the manager's own end
 * see {@link ManagedLock}.
 *
 * <p><b>Memory consistency.</b> As that of its lock.
 *
 * @apiNote Python's {@code Manager().Condition()}
 * @since 0.1
 */
public final class ManagedCondition implements Condition, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /** Never written: see {@link #writeReplace}. */
    private final transient LockOps lock;

    private final transient int number;

    ManagedCondition(LockOps lock, int number) {
        this.lock = lock;
        this.number = number;
    }

    /**
     * Returns the lock.
     *
     * @return a handle on the lock that made this
     */
    public ManagedLock lock() {
        return new ManagedLock(lock);
    }

    /**
     * Waits for a signal.
     *
     * @throws InterruptedException if the thread is interrupted; it has the lock then
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process died with the lock meanwhile; the thread has
     *     the lock
     */
    @Override
    public void await() throws InterruptedException {
        if (!rest(Long.MAX_VALUE)) {
            throw new AssertionError("there was no time limit");
        }
    }

    /**
     * Waits for a signal; an interruption is left for later.
     *
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process died with the lock meanwhile; the thread has
     *     the lock
     */
    @Override
    public void awaitUninterruptibly() {
        lock.awaitUninterruptibly(number);
    }

    /**
     * Waits for a signal up to a time.
     *
     * @param timeout how long at most; zero or less does not wait, but gives the lock back and has
     *     it again
     * @return {@code false} if the time was over
     * @throws InterruptedException if the thread is interrupted; it has the lock then
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process died with the lock meanwhile; the thread has
     *     the lock
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return rest(Times.nanos(timeout));
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return rest(unit.toNanos(time));
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long began = System.nanoTime();
        boolean isSignalled = rest(nanos);
        long left = nanos - (System.nanoTime() - began);
        return isSignalled ? Math.max(1, left) : Math.min(0, left);
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the interface's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long left = deadline.getTime() - System.currentTimeMillis();
        return rest(TimeUnit.MILLISECONDS.toNanos(left));
    }

    private boolean rest(long nanos) throws InterruptedException {
        if (!lock.isHeldByCaller()) {
            throw new IllegalMonitorStateException(
                    "only the thread that has the lock may wait for its condition: "
                            + lock.describe());
        }
        ManagedWaits.requireUninterrupted();
        return lock.await(number, nanos);
    }

    @Override
    public void signal() {
        lock.signal(number, false);
    }

    @Override
    public void signalAll() {
        lock.signal(number, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManagedCondition condition
                && condition.number == number
                && condition.lock.equals(lock);
    }

    @Override
    public int hashCode() {
        return 31 * lock.hashCode() + number;
    }

    @Override
    public String toString() {
        return "ManagedCondition" + Stub.place(lock);
    }

    /**
     * Puts what travels in its place.
     *
     * @return a record that makes a handle when it is read
     */
    @Serial
    private Object writeReplace() {
        return new Travelling((Serializable) lock, number);
    }

    private record Travelling(Serializable lock, int number) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedCondition((LockOps) lock, number);
        }
    }
}
