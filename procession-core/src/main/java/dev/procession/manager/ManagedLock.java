package dev.procession.manager;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

/**
 * A lock that lies in a manager, and that at most one thread of all processes of the session has.
 *
 * {@snippet :
 * ManagedLock lock = manager.lock();
 * pool.map(entry -> {
 *     try (var held = lock.hold(Duration.ofSeconds(2))) {
 *         if (held.ownerDied()) {
 *             restore(ledger);
 *             held.repair();
 *         }
 *         return book(ledger, entry);
 *     }
 * }, entries);
 * }
 *
 * <p>It belongs to a thread: no other can unlock it. One made by {@link
 * ProcessManager#reentrantLock} may be locked more than once by its thread, and has to be unlocked
 * as often; of one made by {@link ProcessManager#lock} the second attempt is a {@link
 * DeadlockException} and not a wait for oneself. It is not fair.
 *
 * <p><b>Blocking.</b> Who waits is told when it is his turn; a virtual thread leaves its carrier to
 * others.
 *
 * <p><b>If a peer dies.</b> If a process ends while one of its threads has the lock, what it
 * protects may be half changed. The lock is free at once, and is <i>abandoned</i>: {@link #lock}
 * and its like throw {@link OwnerDiedException} and {@link #hold} gives it to a caller who is told
 * so, until one of these has said {@link ManagedHeld#repair}. A thread that ends without unlocking,
 * while its process lives on, keeps the lock. When the manager has ended, is stopped or cut off,
 * every call throws {@link dev.procession.ManagerUnavailableException}, and nobody has the lock any
 * more.
 *
 * <p><b>Memory consistency.</b> Actions before unlocking <i>happen-before</i> actions after the
 * next locking, for memory that is shared.
 *
 * @apiNote Python's {@code Manager().Lock()} and {@code RLock()}, which stay locked for ever if a
 *     process dies with them. For processes that need no other managed objects, {@code ProcessLock}
 *     is faster, and knows more about who has it.
 * @since 0.1
 */
public final class ManagedLock extends ManagedHandle implements Lock {

    @Serial private static final long serialVersionUID = 1L;

    private final transient LockOps ops;

    ManagedLock(LockOps ops) {
        super(ops);
        this.ops = ops;
    }

    /**
     * Locks it, waiting as long as that takes; not interruptible.
     *
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     */
    @Override
    public void lock() {
        if (!ops.tryLock()) {
            ops.lock();
        }
    }

    /**
     * Locks it, waiting as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (!tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
            throw new AssertionError("there was no time limit");
        }
    }

    /**
     * Locks it if that is possible at once.
     *
     * @return whether the caller has it now
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     */
    @Override
    public boolean tryLock() {
        return ops.tryLock();
    }

    /**
     * Locks it, waiting up to a time.
     *
     * @param time how long at most; zero or less does not wait
     * @param unit of the time
     * @return whether the caller has it now
     * @throws InterruptedException if the thread is interrupted
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        return ops.tryLock() || (time > 0 && ops.lock(unit.toNanos(time)));
    }

    /**
     * Locks it for a scope, waiting up to a time.
     *
     * <p>One that is abandoned is given, too; {@link ManagedHeld#ownerDied} tells, and has to be
     * asked.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return the possession of it, which its {@code close} ends
     * @throws TimeoutException if the time was over; it names who has the lock
     * @throws InterruptedException if the thread is interrupted
     * @throws DeadlockException if it is not reentrant and the caller has it
     */
    public ManagedHeld hold(Duration timeout) throws TimeoutException, InterruptedException {
        ManagedWaits.requireUninterrupted();
        LockOps.Attempt attempt = ops.tryHold();
        if (attempt == LockOps.Attempt.LATE && timeout.isPositive()) {
            attempt = ops.hold(Times.nanos(timeout));
        }
        if (attempt == LockOps.Attempt.LATE) {
            throw new TimeoutException(
                    "the lock was not free in time: waited="
                            + timeout.toMillis()
                            + " ms, "
                            + ops.describe());
        }
        return new ManagedHeld(ops);
    }

    /**
     * Gives it back.
     *
     * @throws IllegalMonitorStateException if the calling thread does not have it
     */
    @Override
    public void unlock() {
        ops.unlock();
    }

    /**
     * Makes a condition of this lock.
     *
     * @return the condition, which is kept as long as the lock
     */
    @Override
    public ManagedCondition newCondition() {
        return new ManagedCondition(ops, ops.newCondition());
    }

    /**
     * Tells whether the calling thread has it.
     *
     * @return whether it has
     */
    public boolean isHeldByCurrentThread() {
        return ops.isHeldByCaller();
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedLock((LockOps) ops);
        }
    }
}
