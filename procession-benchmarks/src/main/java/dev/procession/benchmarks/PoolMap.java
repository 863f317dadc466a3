package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/** Our {@code map}, in elements per second. */
final class PoolMap implements Contestant {

    private final ProcessPool pool;
    private final List<Integer> inputs;
    private final TaskFunction<Integer, Integer> function = Work.following();

    PoolMap(int workers, int count) {
        this.pool = ProcessPool.of(workers);
        this.inputs = IntStream.range(0, count).boxed().toList();
    }

    @Override
    public double[] round() {
        long start = System.nanoTime();
        List<Integer> results = pool.map(function, inputs);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (results.size() != inputs.size() || results.getLast() != inputs.size()) {
            throw new IllegalStateException("wrong results: inputs=" + inputs.size());
        }
        return new double[] {inputs.size() / seconds};
    }

    @Override
    public void close() {
        pool.close();
    }
}
