package dev.procession.sync;

import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.util.Times;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting on an event word for a condition of shared memory. */
final class Waits {

    static final long FOR_EVER = Long.MAX_VALUE;

    private Waits() {}

    static long nanos(Duration timeout) {
        return Times.nanos(timeout);
    }

    /**
     * Waits.
     *
     * @param event rung after each change that may make it true
     * @param isOver whether the wait is over; may do what was waited for, and then returns true
     * @param nanos how long at most; 0 or less does not wait
     * @return whether it is over, {@code false} if the time was
     * @throws InterruptedException if the thread is interrupted, at once if it is already
     */
    static boolean await(EventWord event, BooleanSupplier isOver, long nanos)
            throws InterruptedException {
        return await(event, isOver, () -> {}, nanos);
    }

    /**
     * Waits, as {@link #await(EventWord, BooleanSupplier, long)}.
     *
     * @param watch run after each sleep that has not ended the wait; may change what it waits for
     */
    static boolean await(EventWord event, BooleanSupplier isOver, Runnable watch, long nanos)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isOver.getAsBoolean()) {
            return true;
        }
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0) {
            int prepared = event.prepare();
            if (isOver.getAsBoolean()) {
                return true;
            }
            event.sleep(prepared, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (isOver.getAsBoolean()) {
                return true;
            }
            watch.run();
            left = nanos == FOR_EVER ? nanos : end - System.nanoTime();
        }
        return isOver.getAsBoolean();
    }

    /** Waits without end; an interruption is left for later. */
    static void awaitUninterruptibly(EventWord event, BooleanSupplier isOver) {
        boolean interrupted = false;
        try {
            boolean waits = true;
            while (waits) {
                try {
                    waits = !await(event, isOver, FOR_EVER);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
