package dev.procession.manager;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object in its manager that callers wait for. A wait ends by a change, by its time, by an
 * interruption, or because its caller's process is gone.
 */
abstract class Monitor implements Mourner {

    static final long FOR_EVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Does something while nobody else uses the object. */
    final <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #alone}, for what there may not be. */
    final <T> @Nullable T aloneOrNull(Supplier<@Nullable T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes something, and has all who wait look again. */
    final void change(Runnable work) {
        lock.lock();
        try {
            work.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has all who wait look again; the caller is alone. */
    final void changed() {
        changed.signalAll();
    }

    /**
     * Waits, and gives the object to others meanwhile; the caller is alone.
     *
     * @param isOver whether the wait is over; may do what was waited for, and then returns true
     * @return whether it is over; {@code false} if the time was
     */
    final boolean await(Caller caller, BooleanSupplier isOver, long nanos)
            throws InterruptedException {
        long left = nanos;
        while (!isOver.getAsBoolean()) {
            requireThere(caller);
            if (left <= 0) {
                return false;
            }
            if (nanos == FOR_EVER) {
                changed.await();
            } else {
                left = changed.awaitNanos(left);
            }
        }
        return true;
    }

    /** As {@link #await}, without a time; an interruption is left for later. */
    final void awaitUninterruptibly(Caller caller, BooleanSupplier isOver) {
        while (!isOver.getAsBoolean()) {
            requireThere(caller);
            changed.awaitUninterruptibly();
        }
    }

    /** Nobody gets an answer any more who could be told otherwise. */
    static void requireThere(Caller caller) {
        if (caller.party().isGone()) {
            throw new IllegalStateException("the caller's process is gone: " + caller.party());
        }
    }

    /** Waits for a lock of this object, as {@link #await} does. */
    interface Wait<T> {
        T get() throws InterruptedException;
    }

    /** Does something that may wait, while nobody else uses the object. */
    final <T> T aloneWaiting(Wait<T> work) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void gone(Party party) {
        change(() -> mourn(party));
    }

    /** Takes back what a process had; the caller is alone. */
    void mourn(Party party) {
        // Who waits looks again, and finds that its process is gone.
    }
}
