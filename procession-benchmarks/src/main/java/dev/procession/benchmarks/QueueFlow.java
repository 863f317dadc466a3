package dev.procession.benchmarks;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.queue.ProcessQueue;
import dev.procession.queue.QueueOptions;
import dev.procession.sync.ProcessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Elements that some processes put into a queue and as many others take, per second. */
final class QueueFlow implements Contestant {

    private final ProcessPool pool;
    private final ProcessQueue<Object> queue;
    private final int pairs;
    private final int count;
    private final Object element;

    /** What elements are taken into, if it is an array; otherwise each is made anew. */
    private final Object into;

    /**
     * Starts the processes.
     *
     * @param pairs how many put, and how many take
     * @param element what is put
     * @param count how often each puts it in a round
     */
    QueueFlow(int pairs, Object element, int count) {
        this(pairs, element, "", count);
    }

    /**
     * Starts the processes.
     *
     * @param pairs how many put, and how many take
     * @param element what is put
     * @param into an array that elements are taken into
     * @param count how often each puts it in a round
     */
    QueueFlow(int pairs, Object element, Object into, int count) {
        this.pairs = pairs;
        this.element = element;
        this.into = into;
        this.count = count;
        this.queue = ProcessQueue.open(QueueOptions.defaults().withMaxBytes(16 << 20));
        this.pool =
                ProcessPool.open(
                        PoolOptions.defaults().withWorkers(2 * pairs).withStartAtOnce(true));
    }

    @Override
    public double[] round() {
        ProcessQueue<Object> shared = queue;
        Object what = element;
        Object where = into;
        int times = count;
        List<CompletableFuture<Long>> all = new ArrayList<>();
        try (ProcessEvent go = ProcessEvent.create()) {
            for (int i = 0; i < pairs; i++) {
                all.add(pool.submit(() -> put(shared, what, times, go)));
                all.add(pool.submit(() -> take(shared, where, times, go)));
            }
            go.set();
            long longest = 0;
            for (CompletableFuture<Long> each : all) {
                longest = Math.max(longest, each.join());
            }
            return new double[] {1e9 * times * pairs / longest};
        }
    }

    private static long put(ProcessQueue<Object> queue, Object element, int times, ProcessEvent go)
            throws InterruptedException {
        go.await();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            queue.put(element);
        }
        return System.nanoTime() - start;
    }

    private static long take(ProcessQueue<Object> queue, Object into, int times, ProcessEvent go)
            throws InterruptedException {
        go.await();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            queue.takeInto(into);
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        pool.close();
        queue.close();
    }
}
