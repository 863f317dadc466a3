package dev.procession.benchmarks;

import dev.procession.manager.ManagedMap;
import dev.procession.manager.ProcessManager;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Calls of managed maps by threads of several processes at once, per second of all together,
 * divided by the rate of one thread alone.
 */
final class ManagerCrowd implements Contestant {

    private static final int KEYS = 1024;

    private final ProcessManager manager = ProcessManager.start();
    private final ProcessPool pool;
    private final int processes;
    private final int threads;
    private final int count;
    private double last;

    /**
     * Starts the processes.
     *
     * @param processes how many
     * @param threads how many threads of each call, each a map of its own
     * @param count how often each calls in a round
     */
    ManagerCrowd(int processes, int threads, int count) {
        this.processes = processes;
        this.threads = threads;
        this.count = count;
        this.pool =
                ProcessPool.open(
                        PoolOptions.defaults().withWorkers(processes).withStartAtOnce(true));
    }

    @Override
    public double[] round() {
        // The one alone has as long as all together, so that it is as warm.
        double one = rate(1, 1, 8 * count);
        last = rate(processes, threads, count);
        return new double[] {last / one};
    }

    private double rate(int ofProcesses, int ofThreads, int times) {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        try (ProcessEvent go = ProcessEvent.create()) {
            for (int i = 0; i < ofProcesses; i++) {
                List<ManagedMap<Integer, Integer>> maps = new ArrayList<>();
                for (int j = 0; j < ofThreads; j++) {
                    maps.add(manager.map());
                }
                all.add(pool.submit(() -> nanos(maps, times, go)));
            }
            go.set();
            long longest = 0;
            for (CompletableFuture<Long> each : all) {
                longest = Math.max(longest, each.join());
            }
            return 1e9 * times * ofProcesses * ofThreads / longest;
        }
    }

    private static long nanos(List<ManagedMap<Integer, Integer>> maps, int times, ProcessEvent go)
            throws InterruptedException, ExecutionException {
        go.await();
        long start = System.nanoTime();
        List<FutureTask<Boolean>> others = new ArrayList<>();
        for (ManagedMap<Integer, Integer> map : maps.subList(1, maps.size())) {
            FutureTask<Boolean> other = new FutureTask<>(() -> putAll(map, times), true);
            others.add(other);
            Thread.startVirtualThread(other);
        }
        putAll(maps.getFirst(), times);
        for (FutureTask<Boolean> other : others) {
            other.get();
        }
        return System.nanoTime() - start;
    }

    private static void putAll(ManagedMap<Integer, Integer> map, int times) {
        for (int i = 0; i < times; i++) {
            map.put(i % KEYS, i);
        }
    }

    @Override
    public List<String> notes() {
        return List.of("ours at last: " + Math.round(last) + " calls a second");
    }

    @Override
    public void close() {
        pool.close();
        manager.close();
    }
}
