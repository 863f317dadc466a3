package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import dev.procession.queue.ProcessQueue;
import java.util.Random;

/**
 * A queue, and what is noted down about its elements.
 *
 * @param queue the queue
 * @param log see there
 * @param producers how many there are
 * @param complaints where processes complain
 */
record QueueScene(ProcessQueue<Element> queue, QueueLog log, int producers, Complaints complaints)
        implements Exchange {

    /** So few that producers wait, too. */
    private static final int CAPACITY = 64;

    static QueueScene open(int producers, Complaints complaints) {
        return new QueueScene(
                ProcessQueue.bounded(CAPACITY), QueueLog.open(producers), producers, complaints);
    }

    @Override
    public TaskAction producing(int seat, long life, SharedLongArray beats) {
        return () ->
                complaints.watch(
                        "producer-" + seat + ", life " + life, () -> produce(seat, life, beats));
    }

    private void produce(int seat, long life, SharedLongArray beats) throws Exception {
        Random random = new Random(life << 10 | seat);
        do {
            long number = log.begins(seat);
            if (!queue.offer(Element.make(seat, number, random), Settings.LOST_AFTER)) {
                throw new Complaint(Sort.WRONG, "there was no room for " + Settings.LOST_AFTER);
            }
            log.hasPut(seat, number);
            beat(beats, seat);
        } while (!log.isStopped());
    }

    @Override
    public TaskAction consuming(int seat, long life, SharedLongArray beats) {
        return () ->
                complaints.watch("consumer-" + seat + ", life " + life, () -> consume(seat, beats));
    }

    private void consume(int seat, SharedLongArray beats) throws Exception {
        long[] last = new long[producers];
        Element element = queue.poll(Settings.LOST_AFTER);
        while (element != null) {
            log.took(element, last);
            beat(beats, seat);
            element = queue.poll(Settings.LOST_AFTER);
        }
        if (!queue.isCompleted()) {
            throw new Complaint(Sort.WRONG, "nothing came for " + Settings.LOST_AFTER);
        }
    }

    private static void beat(SharedLongArray beats, int seat) {
        beats.setVolatile(seat, beats.getVolatile(seat) + 1);
    }

    @Override
    public boolean hasNumbersFor(long more) {
        for (int producer = 0; producer < producers; producer++) {
            if (log.begun(producer) > QueueLog.MOST - more) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void stop() {
        log.stop();
    }

    @Override
    public void complete() {
        queue.complete();
    }

    @Override
    public int left() {
        return queue.size();
    }

    @Override
    public void close() {
        queue.close();
        log.close();
    }
}
