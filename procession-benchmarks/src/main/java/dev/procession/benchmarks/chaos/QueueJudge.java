package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * Tells which elements of a queue have not arrived, and whether that must be.
 *
 * <p>A producer that dies between beginning to put an element and saying so may have put it or not.
 * A consumer that dies may have taken one element of which it said nothing.
 */
final class QueueJudge {

    private record Key(int producer, long number) {}

    private final QueueLog log;
    private final int producers;
    private final Set<Key> open = new HashSet<>();
    private long consumerDeaths;
    private long forfeited;

    QueueJudge(QueueLog log, int producers) {
        this.log = log;
        this.producers = producers;
    }

    /** Hears of the death of a producer, before another one has its seat. */
    synchronized void producerDied(int producer) {
        if (log.begun(producer) != log.put(producer)) {
            open.add(new Key(producer, log.begun(producer)));
        }
    }

    synchronized void consumerDied() {
        consumerDeaths++;
    }

    /** Returns how many elements died with those who took them. */
    synchronized long forfeited() {
        return forfeited;
    }

    /** Judges, once all have ended. */
    void judge(Findings findings) {
        judge(producer -> 1, findings);
    }

    /**
     * Judges, once all have ended.
     *
     * @param first tells from which element of a producer on none may be missing
     */
    synchronized void judge(IntToLongFunction first, Findings findings) {
        for (int producer = 0; producer < producers; producer++) {
            for (long number = first.applyAsLong(producer);
                    number <= log.begun(producer);
                    number++) {
                if (!log.isTaken(producer, number) && !open.contains(new Key(producer, number))) {
                    miss(producer, number, findings);
                }
            }
        }
    }

    private void miss(int producer, long number, Findings findings) {
        forfeited++;
        if (forfeited > consumerDeaths) {
            findings.add(
                    Sort.LOST,
                    "element "
                            + number
                            + " of producer "
                            + producer
                            + " is missing, one more than the "
                            + consumerDeaths
                            + " consumers that were killed");
        }
    }
}
