package dev.procession.manager;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The time that a thread has for dialing. It is interrupted if it takes longer, but never later,
 * when it reads: with an interruption it would never sleep there.
 */
final class DialTime {

    /** For a thread that was interrupted to end. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CountDownLatch over = new CountDownLatch(1);

    /** Whoever ends the dialing, the thread itself or who is tired of it, does so alone. */
    private final AtomicBoolean isRunning = new AtomicBoolean(true);

    /** Waits for the thread, but not longer than it has time. */
    void await(Thread dialing, long nanos) {
        Patience wait = new Patience();
        if (!wait.await(over, nanos)) {
            if (isRunning.compareAndSet(true, false)) {
                dialing.interrupt();
            }
            wait.await(over, GRACE_NANOS);
        }
        wait.restoreInterruption();
    }

    /**
     * Says that there is a connection.
     *
     * @throws IOException if it comes too late: the thread was interrupted, or is about to be
     */
    void connected() throws IOException {
        if (!isRunning.compareAndSet(true, false)) {
            throw new IOException("it took too long");
        }
    }

    /** Has nobody wait any longer. */
    void end() {
        over.countDown();
    }
}
