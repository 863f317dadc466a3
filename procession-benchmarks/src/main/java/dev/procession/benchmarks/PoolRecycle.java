package dev.procession.benchmarks;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Recycling;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rate of a pool whose workers are replaced after some tasks, divided by that of one whose
 * workers stay; half of the latter is measured before and half after, so that a drift is of none.
 */
final class PoolRecycle implements Contestant {

    private final ProcessPool staying;
    private final ProcessPool recycled;
    private final List<Integer> inputs;

    /**
     * Opens the two pools.
     *
     * @param workers how many workers each has
     * @param tasks after how many tasks one is replaced
     * @param count how many tasks are measured; even
     */
    PoolRecycle(int workers, int tasks, int count) {
        PoolOptions options = PoolOptions.defaults().withWorkers(workers);
        this.staying = ProcessPool.open(options);
        this.recycled = ProcessPool.open(options.withRecycling(Recycling.afterTasks(tasks)));
        this.inputs = IntStream.range(0, count).boxed().toList();
        seconds(staying, 2 * workers);
        seconds(recycled, 2 * workers);
    }

    private double seconds(ProcessPool pool, int count) {
        List<Integer> some = inputs.subList(0, Math.min(count, inputs.size()));
        long start = System.nanoTime();
        List<Integer> results = pool.map(Deflating.task(), some);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (new HashSet<>(results).size() != 1) {
            throw new IllegalStateException("wrong results: " + results);
        }
        return seconds;
    }

    @Override
    public double[] round() {
        int half = inputs.size() / 2;
        double before = seconds(staying, half);
        double between = seconds(recycled, inputs.size());
        return new double[] {(before + seconds(staying, half)) / between};
    }

    @Override
    public List<String> notes() {
        return List.of("workers started: " + recycled.stats().workersStarted() + " and 2");
    }

    @Override
    public void close() {
        staying.close();
        recycled.close();
    }
}
