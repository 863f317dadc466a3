package dev.procession.internal.ring;

import static dev.procession.internal.ring.QueueLayout.NOT_EMPTY_OFFSET;
import static dev.procession.internal.ring.QueueLayout.NOT_FULL_OFFSET;
import static dev.procession.internal.ring.QueueLayout.PUT_LOCK_OFFSET;
import static dev.procession.internal.ring.QueueLayout.TAKE_LOCK_OFFSET;

import dev.procession.Waitable;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.SegmentRef;
import dev.procession.internal.shared.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a {@link Ring} when: the locks of its two sides, and waiting at them.
 *
 * <p>One waits without the lock, and looks at everything again after that. Nobody is preferred:
 * when there is an element, all who wait for one are woken, and the fastest has it.
 *
 * <p>Times are in nanoseconds; {@link #FOR_EVER}, or 0 or less for not waiting.
 */
public final class RingAccess {

    public static final long FOR_EVER = Long.MAX_VALUE;

    private final Ring ring;
    private final Supply supply;
    private final Side putting;
    private final Side taking;

    public RingAccess(Ring ring, Words words, Peers peers, Parking parking) {
        this(ring, ring, words, peers, parking);
    }

    /** As the other, where what is taken does not come from the ring alone. */
    public RingAccess(Ring ring, Supply supply, Words words, Peers peers, Parking parking) {
        this.ring = ring;
        this.supply = supply;
        this.putting = new Side(words, PUT_LOCK_OFFSET, NOT_FULL_OFFSET, peers, parking, ring);
        this.taking = new Side(words, TAKE_LOCK_OFFSET, NOT_EMPTY_OFFSET, peers, parking, ring);
    }

    public Side putting() {
        return putting;
    }

    public Side taking() {
        return taking;
    }

    // ---- putting -----------------------------------------------------------------------------

    /**
     * Puts an element, see {@link Ring#append}.
     *
     * @return whether it was put; {@code false} if there was no room in time, or nobody will ever
     *     take it
     */
    public boolean put(byte[] payload, int length, @Nullable LargeElement large, long nanos)
            throws InterruptedException {
        requireNotInterrupted();
        long end = end(nanos);
        long left = nanos;
        while (putting.lock(nanos, left)) {
            if (appendAndUnlock(payload, length, large)) {
                return true;
            }
            supply.look();
            if (left <= 0 || supply.isAbandoned()) {
                return false;
            }
            int pages = large == null ? 0 : large.pages();
            putting.await(() -> ring.isFullForNow(length, pages) && !supply.isAbandoned(), left);
            left = left(nanos, end);
        }
        return false;
    }

    /** Puts an element if there is room; an interruption is left for later. */
    public boolean putNow(byte[] payload, int length, @Nullable LargeElement large) {
        putting.lock();
        return appendAndUnlock(payload, length, large);
    }

    private boolean appendAndUnlock(byte[] payload, int length, @Nullable LargeElement large) {
        boolean isDone;
        try {
            isDone = !supply.isAbandoned() && ring.append(payload, length, large);
        } finally {
            putting.unlock();
        }
        if (isDone) {
            taking.ring();
        }
        return isDone;
    }

    /** Ends the stream. */
    public void complete() {
        putting.lock();
        try {
            ring.complete();
        } finally {
            putting.unlock();
        }
        ringAll();
    }

    /** Has all who wait look again. */
    public void ringAll() {
        taking.ring();
        putting.ring();
    }

    // ---- taking ------------------------------------------------------------------------------

    /** Takes an element into a parcel. */
    public Ring.Taken take(Parcel parcel, long nanos) throws InterruptedException {
        requireNotInterrupted();
        long end = end(nanos);
        long left = nanos;
        while (taking.lock(nanos, left)) {
            Ring.Taken taken = takeAndUnlock(parcel);
            if (taken != Ring.Taken.NOT_NOW || left <= 0) {
                return taken;
            }
            taking.await(supply::isEmptyForNow, left);
            left = left(nanos, end);
        }
        return Ring.Taken.NOT_NOW;
    }

    /** Takes an element if there is one; an interruption is left for later. */
    public Ring.Taken takeNow(Parcel parcel) {
        taking.lock();
        return takeAndUnlock(parcel);
    }

    private Ring.Taken takeAndUnlock(Parcel parcel) {
        Ring.Taken taken;
        try {
            taken = supply.first(parcel, true);
        } finally {
            taking.unlock();
        }
        if (taken == Ring.Taken.ONE) {
            putting.ring();
            endOrphan(parcel);
        }
        return taken;
    }

    /** Tells whether taking would not wait. */
    public boolean isReady() {
        supply.look();
        return !supply.isEmptyForNow();
    }

    /** Has somebody told when {@link #isReady} may have changed. */
    public Waitable.Watch watch(Runnable wake) {
        return taking.watch(wake);
    }

    /** Copies the first element into a parcel. */
    public Ring.Taken peek(Parcel parcel) {
        taking.lock();
        try {
            return supply.first(parcel, false);
        } finally {
            taking.unlock();
        }
    }

    /** Takes what there is, up to a number of elements, all at once. */
    public List<Parcel> drain(int most) {
        List<Parcel> parcels;
        taking.lock();
        try {
            parcels = ring.drain(most);
        } finally {
            taking.unlock();
        }
        putting.ring();
        parcels.forEach(RingAccess::endOrphan);
        return parcels;
    }

    /**
     * Lets go of what this process has mapped to take elements from, and ends what dead producers
     * have left of it. If somebody else takes at this moment, that stays until the queue is closed.
     */
    public void letGo() {
        try {
            endLeft();
        } catch (IllegalStateException unmapped) {
            // By another thread, which has closed the queue, and with it all there is.
            ring.memory().forgetAll(any -> true);
        }
    }

    private void endLeft() {
        boolean isMine = !ring.isClosed() && taking.tryLock();
        try {
            ring.memory().forgetAll(ref -> !isMine || ring.refersTo(ref));
        } finally {
            if (isMine) {
                taking.unlock();
            }
        }
    }

    public static void endOrphan(Parcel parcel) {
        SegmentRef segment = parcel.segment();
        if (segment != null) {
            LargeElement.endOrphan(segment);
        }
    }

    // ---- time --------------------------------------------------------------------------------

    public static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    public static long end(long nanos) {
        return nanos <= 0 || nanos == FOR_EVER ? 0 : System.nanoTime() + nanos;
    }

    public static long left(long nanos, long end) {
        return nanos == FOR_EVER ? nanos : end - System.nanoTime();
    }
}
