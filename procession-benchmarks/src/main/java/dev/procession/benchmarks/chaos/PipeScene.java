package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.memory.SharedLongArray;
import dev.procession.queue.ProcessQueue;
import java.util.stream.IntStream;

/**
 * Pipes that producers open, one after the other, whose other ends go to consumers, and on to
 * others.
 *
 * @param post by which the ends go there
 * @param log see there
 * @param producers how many there are
 * @param complaints where processes complain
 */
record PipeScene(ProcessQueue<Letter> post, PipeLog log, int producers, Complaints complaints)
        implements Exchange {

    private static final int CAPACITY = 16;

    static PipeScene open(int producers, Complaints complaints) {
        return new PipeScene(
                ProcessQueue.bounded(CAPACITY), PipeLog.open(producers), producers, complaints);
    }

    @Override
    public TaskAction producing(int seat, long life, SharedLongArray beats) {
        return () ->
                complaints.watch(
                        "pipe-producer-" + seat + ", life " + life,
                        () -> new PipeProducer(this, seat, life, beats).run());
    }

    @Override
    public TaskAction consuming(int seat, long life, SharedLongArray beats) {
        return () ->
                complaints.watch(
                        "pipe-consumer-" + seat + ", life " + life,
                        () -> new PipeConsumer(this, seat, life, beats).run());
    }

    @Override
    public boolean hasNumbersFor(long more) {
        return IntStream.range(0, producers)
                .allMatch(producer -> log.begun(producer) <= PipeLog.MOST - more);
    }

    @Override
    public void stop() {
        log.stop();
    }

    @Override
    public void complete() {
        post.complete();
    }

    @Override
    public int left() {
        return post.size();
    }

    @Override
    public void close() {
        post.close();
        log.close();
    }
}
