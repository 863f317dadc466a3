package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import dev.procession.pool.ProcessPool;
import java.util.Collections;

/** Our {@code apply}: tasks submitted and awaited one by one, each timed, in microseconds. */
final class PoolApply implements Contestant {

    private final ProcessPool pool;
    private final int count;
    private final TaskFunction<Integer, Integer> function = Work.following();

    PoolApply(int workers, int count) {
        this.pool = ProcessPool.of(workers);
        this.count = count;
        startAll(workers);
    }

    /** Has all workers started, as a peer's are from the beginning. */
    private void startAll(int workers) {
        for (int tries = 0; tries < 1000 && pool.workersStarted() < workers; tries++) {
            pool.map(function, Collections.nCopies(1000, 1));
        }
    }

    @Override
    public double[] round() {
        double[] micros = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            int result = pool.apply(function, i);
            micros[i] = (System.nanoTime() - start) / 1e3;
            if (result != i + 1) {
                throw new IllegalStateException("wrong result: input=" + i + ", got=" + result);
            }
        }
        return micros;
    }

    @Override
    public void close() {
        pool.close();
    }
}
