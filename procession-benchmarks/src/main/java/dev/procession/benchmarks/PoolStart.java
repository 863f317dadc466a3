package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;

/** Our cold start, from nothing to the first result, in milliseconds. */
final class PoolStart implements Contestant {

    @Override
    public double[] round() {
        return new double[] {once()};
    }

    /** Opens a pool of one, runs one task, and returns how long that took; closing it is free. */
    static double once() {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.of(1)) {
            int result = pool.apply(Work.following(), 1);
            double millis = (System.nanoTime() - start) / 1e6;
            if (result != 2) {
                throw new IllegalStateException("wrong result: input=1, got=" + result);
            }
            return millis;
        }
    }
}
