package dev.procession.manager;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that no interruption ends: it is left for later. Belongs to the thread that waits. */
final class Patience {

    private boolean wasInterrupted;

    /** A wait of the JDK, which an interruption ends. */
    private interface Wait {
        boolean forNanos(long nanos) throws InterruptedException;
    }

    private boolean wait(Wait wait, long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (true) {
            try {
                return wait.forNanos(Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException later) {
                wasInterrupted = true;
            }
        }
    }

    /** Returns whether the latch has opened in time. */
    boolean await(CountDownLatch latch, long nanos) {
        return wait(left -> latch.await(left, TimeUnit.NANOSECONDS), nanos);
    }

    /** Returns whether the thread has ended in time. */
    boolean join(Thread thread, long nanos) {
        return wait(
                left -> {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                    return !thread.isAlive();
                },
                nanos);
    }

    /** Has the thread as interrupted as it was. */
    void restoreInterruption() {
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
