package dev.procession.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How a thread sleeps that no interruption wakes. */
public final class Deaf {

    private Deaf() {}

    /**
     * Sleeps, whoever interrupts.
     *
     * @param length how long
     */
    public static void sleep(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            // With the flag set it would not park.
            Thread.interrupted();
        }
    }
}
