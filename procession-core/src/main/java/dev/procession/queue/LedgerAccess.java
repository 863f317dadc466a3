package dev.procession.queue;

import dev.procession.ConsumerDiedException;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.ring.LargeElement;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.ring.Side;
import dev.procession.internal.shared.SegmentRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a {@link Ledger} when, apart from taking, which goes as it does from any queue: it
 * has the lock of the ring's takers.
 */
final class LedgerAccess {

    private final Ring ring;
    private final Ledger ledger;
    private final Side putting;
    private final Side taking;
    private final EventWord done;

    /**
     * Creates an access.
     *
     * @param access of the ring, whose locks these are
     * @param done rung when all is done
     */
    LedgerAccess(Ring ring, Ledger ledger, RingAccess access, EventWord done) {
        this.ring = ring;
        this.ledger = ledger;
        this.putting = access.putting();
        this.taking = access.taking();
        this.done = done;
    }

    /** Makes an element done, see {@link Ledger#done}. */
    void done() {
        finish(ledger::done);
    }

    /** Makes the element done that this thread has taken last. */
    void undo() {
        finish(ledger::undo);
    }

    private void finish(Supplier<@Nullable SegmentRef> freeing) {
        SegmentRef kept;
        taking.lock();
        try {
            kept = freeing.get();
        } finally {
            taking.unlock();
        }
        if (kept != null) {
            KeptElement.end(kept);
        }
        tellIfAllDone();
    }

    private void tellIfAllDone() {
        if (ledger.isAllDone()) {
            done.ring();
            if (ring.isCompleted()) {
                // Who waits for what may be given out again waits no longer.
                taking.ring();
            }
        }
    }

    /** Drops what waits. */
    void clear() {
        List<Parcel> parcels;
        List<SegmentRef> kept;
        taking.lock();
        try {
            ledger.settle();
            kept = ledger.clearReturned();
            parcels = ring.drain(Integer.MAX_VALUE);
        } finally {
            taking.unlock();
        }
        putting.ring();
        parcels.forEach(RingAccess::endOrphan);
        kept.forEach(KeptElement::end);
        LargeElement.endTaken();
        tellIfAllDone();
    }

    /** Returns how many elements can be taken. */
    int size() {
        return ring.size() + ledger.returned();
    }

    /**
     * Waits until all is done.
     *
     * @return whether it is, {@code false} if the time is over
     * @throws ConsumerDiedException if something is lost; once
     */
    boolean join(long nanos) throws InterruptedException {
        RingAccess.requireNotInterrupted();
        long end = RingAccess.end(nanos);
        long left = nanos;
        while (taking.lock(nanos, left)) {
            if (lookAndUnlock()) {
                return true;
            }
            if (left <= 0) {
                return false;
            }
            int prepared = done.prepare();
            if (!ring.isClosed() && !ledger.isAllDone()) {
                done.sleep(prepared, left);
            }
            RingAccess.requireNotInterrupted();
            left = RingAccess.left(nanos, end);
        }
        return false;
    }

    private boolean lookAndUnlock() {
        boolean isAllDone;
        List<Long> lost;
        try {
            ledger.settle();
            ledger.reap();
            lost = ledger.collectLost();
            isAllDone = ledger.isAllDone();
        } finally {
            taking.unlock();
        }
        if (!lost.isEmpty()) {
            if (isAllDone) {
                done.ring();
            }
            throw died(lost);
        }
        return isAllDone;
    }

    private static ConsumerDiedException died(List<Long> pids) {
        Map<Long, Long> counts =
                pids.stream()
                        .collect(
                                Collectors.groupingBy(
                                        pid -> pid, TreeMap::new, Collectors.counting()));
        String who =
                counts.entrySet().stream()
                        .map(each -> "pid " + each.getKey() + " (" + each.getValue() + ")")
                        .collect(Collectors.joining(", "));
        return new ConsumerDiedException(
                "processes have died before they called taskDone() for what they had taken, put it"
                        + " again if it is needed: lost="
                        + pids.size()
                        + ", by "
                        + who,
                pids.size());
    }

    /** Has all who wait look again. */
    void ringAll() {
        done.ring();
    }
}
