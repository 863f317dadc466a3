package dev.procession.sync;

import dev.procession.OwnerDiedException;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * What threads of any process that have a lock wait for, and give the lock back meanwhile.
 *
 * {@snippet :
 * lock.lock();
 * try {
 *     while (stock.get() == 0) {
 *         delivered.await();
 *     }
 *     stock.decrementAndGet();
 * } finally {
 *     lock.unlock();
 * }
 * }
 *
 * <p>A wait may end for no reason, so it stands in a loop, as with every {@link Condition}. Here
 * {@link #signal} may well wake more than one; that one of them cannot die and take the signal with
 * it is worth that.
 *
 * <p><b>If a peer dies.</b> One that waits leaves nothing behind, not even a lost signal. One that
 * dies in {@code signal} has the lock, and is no different from any that dies with it: who waits
 * goes on within a fifth of a second and gets an {@link OwnerDiedException}. It has the lock then,
 * as always after a wait.
 *
 * <p><b>Memory consistency.</b> As that of its lock.
 *
 * @apiNote Python's {@code multiprocessing.Condition}, in which a waiter that was killed blocks
 *     {@code notify} for ever.
 * @since 0.1
 */
public final class ProcessCondition extends Handle implements Condition {

    /*
     *   8  EVENT  int   rung by signals
     */
    private static final int KIND = 0x646e6f43;
    private static final int EVENT = 8;
    private static final int BYTES = 16;

    @Serial private static final long serialVersionUID = 1L;

    private final transient ProcessLock lock;
    private final transient EventWord event;

    private ProcessCondition(Block block, ProcessLock lock) {
        super(block, "the condition of the lock " + lock.name());
        this.lock = lock;
        this.event = new EventWord(words(), EVENT, Parking.current());
    }

    static ProcessCondition of(ProcessLock lock) {
        try {
            return new ProcessCondition(Block.create(KIND, BYTES, words -> {}), lock);
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a condition could not be made", noMemory);
        }
    }

    /**
     * Returns the lock.
     *
     * @return a handle on the lock that made this
     */
    public ProcessLock lock() {
        return lock;
    }

    /**
     * Waits for a signal.
     *
     * @throws InterruptedException if the thread is interrupted; it has the lock then
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process or thread ended with the lock meanwhile; this
     *     has the lock
     */
    @Override
    public void await() throws InterruptedException {
        restFor(Waits.FOR_EVER, true);
    }

    /**
     * Waits for a signal; an interruption is left for later.
     *
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process or thread ended with the lock meanwhile; this
     *     has the lock
     */
    @Override
    public void awaitUninterruptibly() {
        try {
            restFor(Waits.FOR_EVER, false);
        } catch (InterruptedException impossible) {
            throw new AssertionError("an interruption was to be left for later", impossible);
        }
    }

    /**
     * Waits for a signal up to a time.
     *
     * @param timeout how long at most; zero or less does not wait, but gives the lock back and has
     *     it again
     * @return {@code false} if the time was over
     * @throws InterruptedException if the thread is interrupted; it has the lock then
     * @throws IllegalMonitorStateException if the thread does not have the lock
     * @throws OwnerDiedException if another process or thread ended with the lock meanwhile; this
     *     has the lock
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return restFor(Times.nanos(timeout), true) > 0;
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return restFor(unit.toNanos(time), true) > 0;
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        return restFor(nanos, true);
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the interface's
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long left = deadline.getTime() - System.currentTimeMillis();
        return restFor(TimeUnit.MILLISECONDS.toNanos(left), true) > 0;
    }

    /** Waits; returns how much of the time is left. */
    private long restFor(long nanos, boolean interruptibly) throws InterruptedException {
        lock.state().requireHeld("wait for its condition");
        requireOpen();
        if (interruptibly && Thread.interrupted()) {
            throw new InterruptedException();
        }
        long end = System.nanoTime() + nanos;
        // With the lock still held: whoever signals after this finds the bit.
        int prepared = event.prepare();
        int holds = lock.state().unlockWhole();
        boolean interrupted = sleep(prepared, nanos, end, interruptibly);
        boolean isKept = true;
        try {
            lock.state().lockUninterruptibly(holds);
            if (lock.state().isAbandoned()) {
                throw lock.state().ownerDied();
            }
            isKept = !interruptibly;
        } finally {
            if (interrupted && isKept) {
                Thread.currentThread().interrupt();
            }
        }
        if (interrupted && interruptibly) {
            throw new InterruptedException();
        }
        requireOpen();
        return nanos == Waits.FOR_EVER ? nanos : end - System.nanoTime();
    }

    /** Sleeps until a signal; tells whether the thread was interrupted, which it is no more. */
    private boolean sleep(int prepared, long nanos, long end, boolean interruptibly) {
        boolean interrupted = false;
        long left = nanos;
        while (left > 0 && !event.isRung(prepared)) {
            event.sleep(prepared, left);
            interrupted |= Thread.interrupted();
            if ((interrupted && interruptibly) || isClosed()) {
                return interrupted;
            }
            left = nanos == Waits.FOR_EVER ? nanos : end - System.nanoTime();
        }
        return interrupted;
    }

    /**
     * Wakes one thread that waits, or more.
     *
     * @throws IllegalMonitorStateException if the calling thread does not have the lock
     */
    @Override
    public void signal() {
        requireMaySignal();
        event.ringOne();
    }

    /**
     * Wakes all threads that wait.
     *
     * @throws IllegalMonitorStateException if the calling thread does not have the lock
     */
    @Override
    public void signalAll() {
        requireMaySignal();
        event.ring();
    }

    private void requireMaySignal() {
        lock.state().requireHeld("signal its condition");
        requireOpen();
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; a
     * wait for it then is an {@code IllegalStateException}. Otherwise this does nothing.
     * Idempotent.
     */
    @Override
    public void close() {
        super.close();
        event.ring();
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref(), lock);
    }

    private record Travelling(BlockRef ref, ProcessLock lock) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessCondition(
                    attach(ref, KIND, "the condition"), Objects.requireNonNull(lock));
        }
    }
}
