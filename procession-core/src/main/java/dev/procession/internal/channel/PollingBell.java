package dev.procession.internal.channel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The bell of systems without named pipes: the sleeper looks at its sleep word, which the waker
 * clears, at growing intervals of 20 microseconds to a millisecond.
 */
public final class PollingBell implements Bell {

    private static final long SHORTEST_NANOS = 20_000;
    private static final long LONGEST_NANOS = 1_000_000;

    private volatile boolean rung;

    /** Creates a bell. */
    public PollingBell() {}

    @Override
    public void ring() {
        rung = true;
    }

    @Override
    public void await(BooleanSupplier isAsleep) {
        long pause = SHORTEST_NANOS;
        while (!rung && isAsleep.getAsBoolean()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_NANOS, pause * 2);
        }
        rung = false;
    }

    @Override
    public void close() {
        rung = true;
    }
}
