package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.benchmarks.chaos.PipeLog.Count;
import dev.procession.memory.SharedLongArray;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Pipes whose ends move, and the processes that have them, which are killed. */
final class PipeTarget extends ExchangeTarget<PipeScene> {

    private final Leashes producerLeashes;
    private final Leashes consumerLeashes;
    private final Map<Count, Long> counts = new ConcurrentHashMap<>();
    private volatile long dropped;

    /** What a gang does, and what ties its processes. */
    private record Part(Exchange.Work what, Leashes leashes, PipeLog log) implements Gang.Role {
        @Override
        public TaskAction work(int seat, long life, SharedLongArray beats) {
            return leashes.tie(seat, what.of(seat, life, beats));
        }

        @Override
        public void dooms(int seat, long life) {
            log.add(Count.DOOMED);
        }

        @Override
        public void died(int seat) {
            log.add(Count.DEAD);
            leashes.ended(seat);
        }
    }

    /**
     * Prepares.
     *
     * @param place where
     * @param stop ends the run, when no more elements can be told apart
     */
    PipeTarget(Place place, Runnable stop) {
        super("pipe", place, stop);
        this.producerLeashes = new Leashes("pipe-producer", place.findings());
        this.consumerLeashes = new Leashes("pipe-consumer", place.findings());
    }

    @Override
    PipeScene make(int producers, Complaints where) {
        return PipeScene.open(producers, where);
    }

    @Override
    Gang.Role producing(PipeScene exchange) {
        return new Part(exchange::producing, producerLeashes, exchange.log());
    }

    @Override
    Gang.Role consuming(PipeScene exchange) {
        return new Part(exchange::consuming, consumerLeashes, exchange.log());
    }

    /** Elements may be missing of pipes that broke, or were given up, only. */
    @Override
    void assess(PipeScene exchange, Findings findings) {
        PipeLog log = exchange.log();
        for (Count each : Count.values()) {
            counts.put(each, log.get(each));
        }
        dropped =
                IntStream.range(0, exchange.producers()).mapToLong(each -> log.missing(each)).sum();
        long dead = log.get(Count.DEAD);
        if (dropped > 0 && dead == 0) {
            findings.add(Sort.LOST, dropped + " elements, but nobody was killed");
        }
        if (log.get(Count.GIVEN_UP) > dead) {
            findings.add(Sort.WRONG, "more pipes were given up than processes were killed");
        }
    }

    @Override
    void allEnded() {
        producerLeashes.allEnded();
        consumerLeashes.allEnded();
    }

    @Override
    void report(Map<String, Long> work, long howManyTaken) {
        work.put("messages", howManyTaken);
        work.put("moves", counts.getOrDefault(Count.MOVES, 0L));
        work.put("broken", counts.getOrDefault(Count.BROKEN, 0L));
        work.put("given_up", counts.getOrDefault(Count.GIVEN_UP, 0L));
        work.put("dropped", dropped);
    }
}
