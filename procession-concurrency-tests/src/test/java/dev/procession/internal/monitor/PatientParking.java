package dev.procession.internal.monitor;

import dev.procession.internal.os.Futex;
import dev.procession.internal.shared.Words;

/**
 * Sleeps until it is woken, as {@link FutexParking} does, but for the slices: those would hide that
 * a wake-up was lost. A sleep that ends by itself is one: it is far longer than anybody takes who
 * has begun to wake.
 *
 * <p>Of one state, of whose threads one sleeps at a time.
 */
public final class PatientParking extends Parking {

    private static final long LONG_NANOS = 20_000_000_000L;
    private static final long SHORT_NANOS = 100_000_000;

    private final long mostNanos;
    private final boolean isWaking;
    private boolean isForgotten;

    private PatientParking(long mostNanos, boolean isWaking) {
        this.mostNanos = mostNanos;
        this.isWaking = isWaking;
    }

    /** Returns one that is right. */
    public static PatientParking create() {
        return new PatientParking(LONG_NANOS, true);
    }

    /**
     * Returns one for a test that loses wake-ups on purpose, and need not wait long to be sure.
     *
     * @param isWaking whether it wakes those who sleep
     */
    public static PatientParking planted(boolean isWaking) {
        return new PatientParking(SHORT_NANOS, isWaking);
    }

    @Override
    void sleepUpTo(Words words, long offset, int expected, long nanos) {
        long begin = System.nanoTime();
        Futex.await(words.address(offset), expected, mostNanos);
        if (System.nanoTime() - begin >= mostNanos) {
            isForgotten = true;
        }
        words.keep();
    }

    @Override
    int wake(Words words, long offset, int most) {
        return isWaking ? Futex.wake(words.address(offset), most) : 1;
    }

    /** Tells the thread that slept whether nobody has woken it. */
    public boolean isForgotten() {
        return isForgotten;
    }
}
