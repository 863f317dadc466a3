package dev.procession.cli;

import dev.procession.pool.Outcome;
import dev.procession.pool.TaskRun;
import java.util.BitSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Those of a run's inputs that an earlier part of it has not done. The pool counts them from 0, and
 * {@link #placed} gives each the place that it has among all.
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

    /** Returns an outcome as it would be had all inputs been taken. */
    Outcome<String, String> placed(Outcome<String, String> outcome) {
        return done.isEmpty()
                ? outcome
                : switch (outcome) {
                    case Outcome.Ok<String, String>(var input, var value, var run) ->
                            new Outcome.Ok<>(input, value, placed(run));
                    case Outcome.Failed<String, String>(var input, var cause, var run) ->
                            new Outcome.Failed<>(input, cause, placed(run));
                };
    }

    private TaskRun placed(TaskRun run) {
        var from = places.floorEntry(run.index());
        var place = from.getValue() + run.index() - from.getKey();
        return new TaskRun(place, run.attempts(), run.pid(), run.duration());
    }
}
