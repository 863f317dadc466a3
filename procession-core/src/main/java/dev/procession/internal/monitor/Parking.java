package dev.procession.internal.monitor;

import dev.procession.internal.os.Futex;
import dev.procession.internal.shared.Words;

/**
 * How threads sleep on a shared word, and are woken.
 *
 * <p>No sleep lasts longer than {@link #SLICE_NANOS}: whoever should have woken the sleeper may
 * have died just before. After each sleep the caller looks at everything it waits for again.
 */
public abstract class Parking {

    /**
     * After a death three sleeps may be needed until all go on (measured in a model: two for a lock
     * or a queue, three for a condition), and 200 milliseconds are allowed.
     */
    public static final long SLICE_NANOS = 50_000_000;

    /** To be woken: all. */
    public static final int ALL = Integer.MAX_VALUE;

    Parking() {}

    private static final class Holder {
        static final Parking PARKING =
                Futex.isSupported() ? new FutexParking() : new PolledParking();
    }

    /** Returns what this machine has. */
    public static Parking current() {
        return Holder.PARKING;
    }

    /**
     * Sleeps until somebody wakes sleepers of the word, the word has another value, the thread is
     * interrupted, or the time is over, which is a slice at most; or for no reason.
     *
     * @param words the memory
     * @param offset of the word
     * @param expected the value with which it sleeps
     * @param nanos how long at most; 0 or less does not sleep
     */
    final void sleep(Words words, long offset, int expected, long nanos) {
        if (nanos > 0 && words.getInt(offset) == expected) {
            sleepUpTo(words, offset, expected, Math.min(nanos, SLICE_NANOS));
        }
    }

    /** As {@link #sleep}, longer than a slice. */
    void sleepLong(Words words, long offset, int expected) {
        sleep(words, offset, expected, SLICE_NANOS);
    }

    abstract void sleepUpTo(Words words, long offset, int expected, long nanos);

    /**
     * Wakes sleepers of a word.
     *
     * @return how many were woken, of those that are known of
     */
    abstract int wake(Words words, long offset, int most);
}
