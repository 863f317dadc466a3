package dev.procession.sync;

/**
 * How a barrier stands, in one word, so that each change of it is one store.
 *
 * <pre>
 *   bits 40–63  EPOCH    how often it was reset
 *   bit  39     BROKEN
 *   bits 24–38  ARRIVED  how many threads have come, of those that go on together next
 *   bits  0–23  TRIP     how often all have come
 * </pre>
 *
 * <p>Epoch and trip together are the <i>generation</i>: the threads that go on together. A reset
 * does not set the trips back; so a thread finds out whether its generation has gone on by
 * comparing its trip with the last one of its epoch.
 */
record BarrierWord(long bits) {

    static final int MOST_PARTIES = (1 << 15) - 1;

    private static final int EPOCH_SHIFT = 40;
    private static final int ARRIVED_SHIFT = 24;
    private static final long BROKEN = 1L << 39;
    private static final long TRIPS = (1L << ARRIVED_SHIFT) - 1;
    private static final long EPOCHS = -1L << EPOCH_SHIFT;

    int epoch() {
        return (int) (bits >>> EPOCH_SHIFT);
    }

    int trip() {
        return (int) (bits & TRIPS);
    }

    int arrived() {
        return (int) (bits >>> ARRIVED_SHIFT) & MOST_PARTIES;
    }

    boolean isBroken() {
        return (bits & BROKEN) != 0;
    }

    boolean isOfGeneration(BarrierWord other) {
        return epoch() == other.epoch() && trip() == other.trip();
    }

    /** One more has come. */
    BarrierWord arrival() {
        return new BarrierWord(bits + (1L << ARRIVED_SHIFT));
    }

    /** All have come and go on. */
    BarrierWord tripped() {
        return new BarrierWord((bits & EPOCHS) | ((bits + 1) & TRIPS));
    }

    /** Nobody goes on until it is reset. */
    BarrierWord broken() {
        return new BarrierWord((bits & (EPOCHS | TRIPS)) | BROKEN);
    }

    /** As new. */
    BarrierWord reset() {
        return new BarrierWord(((bits & EPOCHS) + (1L << EPOCH_SHIFT)) | (bits & TRIPS));
    }
}
