package dev.procession.internal.monitor;

import dev.procession.Waitable;
import dev.procession.internal.shared.Words;

/**
 * A word of shared memory on which threads of many processes wait for something to change.
 *
 * <pre>
 *   bit 0       somebody waits
 *   bits 1–31   how often it was rung
 * </pre>
 *
 * <p><b>To wait</b>: (1) {@link #prepare} sets the bit; (2) look again whether what one waits for
 * has come; (3) {@link #sleep}; (4) begin again. <b>To tell</b>: (1) change what they wait for; (2)
 * {@link #ring}, which after a full fence looks for the bit, clears it and wakes all.
 *
 * <p>Nothing is missed: either the waiter's second look comes after the change, or the bit was set
 * before {@code ring} looks for it, and then the word changes before the waiter sleeps, or it is
 * woken.
 *
 * <p>A death: of a waiter, it leaves a bit that costs one wake in vain. Of who rings, between the
 * change and the wake: the waiters look again when their slice is over.
 */
public final class EventWord {

    private static final int WAITERS = 1;

    private final Words words;
    private final long offset;
    private final Parking parking;

    public EventWord(Words words, long offset, Parking parking) {
        this.words = words;
        this.offset = offset;
        this.parking = parking;
    }

    /** Says that this thread is about to wait; returns what {@link #sleep} needs to know. */
    public int prepare() {
        int seen = words.getInt(offset);
        while ((seen & WAITERS) == 0 && !words.compareAndSetInt(offset, seen, seen | WAITERS)) {
            seen = words.getInt(offset);
        }
        return seen | WAITERS;
    }

    /** Sleeps unless it was rung since {@link #prepare}; wakes for no reason, too. */
    public void sleep(int prepared, long nanos) {
        parking.sleep(words, offset, prepared, nanos);
    }

    /**
     * Has somebody told when it is rung, or a slice is over: then one looks at everything, and
     * watches again.
     *
     * @param wake run once by a thread of this class's; short
     */
    public Waitable.Watch watch(Runnable wake) {
        return Hub.CURRENT.watch(new Sleeper(words, offset, prepare(), Parking.SLICE_NANOS, wake));
    }

    /** As {@link #sleep}, for much longer: for what may be late if somebody dies. */
    void sleepLong(int prepared) {
        parking.sleepLong(words, offset, prepared);
    }

    /** Tells whether it was rung since {@link #prepare}. */
    public boolean isRung(int prepared) {
        return words.getInt(offset) != prepared;
    }

    /**
     * Wakes one who waits, and others a slice later at most; only where all prepare and ring under
     * one lock. So none can die and take the only wake with it. The bit may be cleared after the
     * wake here, since nobody can have set it in between.
     */
    public void ringOne() {
        int seen = words.getInt(offset);
        if ((seen & WAITERS) == 0) {
            return;
        }
        int rung = (seen + 2) | WAITERS;
        words.setInt(offset, rung);
        if (parking.wake(words, offset, 1) == 0) {
            words.compareAndSetInt(offset, rung, rung & ~WAITERS);
        }
    }

    /** Wakes all who wait, after a change that is in memory already. */
    public void ring() {
        words.fullFence();
        int seen = words.getInt(offset);
        // Where it fails, somebody else has rung after our change, and all who wait are new.
        if ((seen & WAITERS) != 0 && words.compareAndSetInt(offset, seen, (seen + 2) & ~WAITERS)) {
            parking.wake(words, offset, Parking.ALL);
        }
    }

    /**
     * As {@link #ring}, where waiters sleep for longer than a slice: wakes those, too, whose bit
     * was cleared by one who died before the wake.
     */
    void ringAnyway() {
        ring();
        parking.wake(words, offset, Parking.ALL);
    }
}
