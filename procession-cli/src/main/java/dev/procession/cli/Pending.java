package dev.procession.cli;

import java.util.BitSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Those of a run's inputs that an earlier part of it has not done. The pool counts them from 0, and
 * {@link #indexOf} tells the place of each among all.
 */
final class Pending implements Source<String> {

    private final Source<String> all;
    private final BitSet done;

    /** Where the pool's count and the inputs' places part: a place, by the count from there on. */
    private final ConcurrentSkipListMap<Long, Long> places = new ConcurrentSkipListMap<>();

    private long taken;
    private int next;

    /**
     * Creates the source.
     *
     * @param all the inputs
     * @param done the places of those that are done; not changed any more
     */
    Pending(Source<String> all, BitSet done) {
        this.all = all;
        this.done = done;
        places.put(0L, 0L);
    }

    @Override
    public boolean hasNext() {
        skipDone();
        return all.hasNext();
    }

    private void skipDone() {
        var skipsFrom = next;
        while (done.get(next) && all.hasNext()) {
            all.next();
            next++;
        }
        if (next != skipsFrom) {
            places.put(taken, (long) next);
        }
    }

    @Override
    public String next() {
        skipDone();
        var input = all.next();
        taken++;
        next++;
        return input;
    }

    @Override
    public void stop() {
        all.stop();
    }

    /**
     * Returns the place of an input among all.
     *
     * @param count which of those that were taken from here it was, from 0
     */
    long indexOf(long count) {
        var from = places.floorEntry(count);
        return from.getValue() + count - from.getKey();
    }
}
