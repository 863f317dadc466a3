package dev.procession.benchmarks;

import dev.procession.manager.ManagedMap;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls of managed maps by several processes at once, per second of all together. */
final class ManagerCrowd implements Contestant {

    private static final int KEYS = 1024;

    private final ProcessManager manager = ProcessManager.start();
    private final ProcessPool pool;
    private final int clients;
    private final int count;

    /**
     * Starts the processes.
     *
     * @param clients how many
     * @param count how often each calls in a round
     */
    ManagerCrowd(int clients, int count) {
        this.clients = clients;
        this.count = count;
        this.pool =
                ProcessPool.open(PoolOptions.defaults().withWorkers(clients).withStartAtOnce(true));
    }

    @Override
    public double[] round() {
        int times = count;
        List<CompletableFuture<Long>> all = new ArrayList<>();
        try (ProcessEvent go = ProcessEvent.create()) {
            for (int i = 0; i < clients; i++) {
                ManagedMap<Integer, Integer> map = manager.map();
                all.add(pool.submit(() -> nanos(map, times, go)));
            }
            go.set();
            long longest = 0;
            for (CompletableFuture<Long> each : all) {
                longest = Math.max(longest, each.join());
            }
            return new double[] {1e9 * times * clients / longest};
        }
    }

    private static long nanos(ManagedMap<Integer, Integer> map, int times, ProcessEvent go)
            throws InterruptedException {
        map.put(0, 0);
        go.await();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            map.put(i % KEYS, i);
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        pool.close();
        manager.close();
    }
}
