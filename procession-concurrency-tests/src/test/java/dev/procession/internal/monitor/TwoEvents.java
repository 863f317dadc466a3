package dev.procession.internal.monitor;

import dev.procession.concurrency.TwoViews;
import dev.procession.internal.shared.Words;

/** An event word as two processes have it, data, and a word that says that the data is there. */
final class TwoEvents {

    private static final long EVENT = 0;
    private static final long TOLD = 128;
    private static final long DATA = 256;

    private final TwoViews memory = new TwoViews();
    private final Words mine = memory.first();
    private final Words theirs = memory.second();
    private final PatientParking parking;
    final EventWord first;
    final EventWord second;

    TwoEvents(PatientParking parking) {
        this.parking = parking;
        this.first = new EventWord(mine, EVENT, parking);
        this.second = new EventWord(theirs, EVENT, parking);
    }

    /** Begins what an actor does, see {@link TwoViews#meet}. */
    void meet() {
        memory.meet();
    }

    // ---- the first process -------------------------------------------------------------------

    /** Changes what is waited for, in the weakest way that a change may have before a ring. */
    void tell() {
        mine.setIntPlain(DATA, 1);
        mine.setIntRelease(TOLD, 1);
    }

    /** Is {@link EventWord#ring} with a fault. */
    void ringWithoutFence() {
        int seen = mine.getInt(EVENT);
        if ((seen & 1) != 0 && mine.compareAndSetInt(EVENT, seen, seen + 1)) {
            parking.wake(mine, EVENT, Parking.ALL);
        }
    }

    // ---- the second process ------------------------------------------------------------------

    private boolean isTold() {
        return theirs.getInt(TOLD) != 0;
    }

    /** Waits; gives up when it was forgotten. */
    void awaitTold() {
        while (!isTold() && !parking.isForgotten()) {
            int prepared = second.prepare();
            if (isTold()) {
                return;
            }
            second.sleep(prepared, Long.MAX_VALUE);
        }
    }

    /** Is {@link #awaitTold} with a fault. */
    void awaitToldWithoutSecondLook() {
        while (!isTold() && !parking.isForgotten()) {
            second.sleep(second.prepare(), Long.MAX_VALUE);
        }
    }

    boolean isForgotten() {
        return parking.isForgotten();
    }

    int data() {
        return theirs.getIntPlain(DATA);
    }
}
