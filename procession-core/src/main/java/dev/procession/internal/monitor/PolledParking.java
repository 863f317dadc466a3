package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the word again and again, more and more seldom: where there are no futexes, or none for
 * this JVM. Who sleeps in the kernel is not woken by a process that has only this, and finds out
 * when its slice is over.
 */
final class PolledParking extends Parking {

    private static final long FIRST_NANOS = 20_000;
    private static final long MOST_NANOS = 1_000_000;

    @Override
    void sleepUpTo(Words words, long offset, int expected, long nanos) {
        long end = System.nanoTime() + nanos;
        long pause = FIRST_NANOS;
        while (words.getInt(offset) == expected
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(words, pause);
            pause = Math.min(2 * pause, MOST_NANOS);
        }
    }

    @Override
    int wake(Words words, long offset, int most) {
        return 0;
    }
}
