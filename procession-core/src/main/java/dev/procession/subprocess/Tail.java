package dev.procession.subprocess;

/**
 * What still comes of a stream when the programs have ended that had it; guarded by the lock of its
 * {@link Intake}.
 *
 * <p>The time counts from their end on, whatever comes: a process that they left behind may write
 * for ever. It stands still only while somebody has to take bytes first that may be the programs'
 * own, since these are nobody else's fault.
 */
final class Tail {

    private long come;
    private boolean hasBegun;
    private long begun;
    private long own;
    private boolean isWaiting;
    private long waitingSince;
    private long waited;

    /** Says that so many bytes have come. */
    void came(int bytes) {
        come += bytes;
    }

    /**
     * Says that the programs have ended.
     *
     * @param left how many bytes that have not come yet may be theirs
     */
    void begin(long left) {
        if (!hasBegun) {
            hasBegun = true;
            begun = System.nanoTime();
            own = come + left;
            waitingSince = begun;
            waited = 0;
        }
    }

    /** Says that the pump waits from now on until somebody takes what has come. */
    void waits() {
        isWaiting = true;
        waitingSince = System.nanoTime();
    }

    /** Says that it does so no more. */
    void goesOn() {
        isWaiting = false;
        waited += System.nanoTime() - waitingSince;
    }

    /** Tells whether all has come that may be of the programs. */
    boolean hasAllOfOwn() {
        return hasBegun && come >= own;
    }

    /** Tells whether somebody else has written, who then holds the stream. */
    boolean hasMoreThanOwn() {
        return hasBegun && come > own;
    }

    /** Tells whether the time stands still. */
    boolean standsStill() {
        return isWaiting && !hasMoreThanOwn();
    }

    /** Returns what is left of so much time. */
    long left(long nanos) {
        if (standsStill()) {
            return Long.MAX_VALUE;
        }
        long passed = System.nanoTime() - begun;
        return nanos - (hasMoreThanOwn() ? passed : passed - waited);
    }
}
