package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.time.Duration;

/** The resident size of our worker, after a few tasks and a rest, in MiB. */
final class PoolMemory implements Contestant {

    private static final int FEW_TASKS = 20;

    private final Duration rest;

    PoolMemory(Duration rest) {
        this.rest = rest;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        try (ProcessPool pool = ProcessPool.of(1)) {
            for (int i = 0; i < FEW_TASKS; i++) {
                pool.apply(Work.following(), i);
            }
            Thread.sleep(rest);
            return new double[] {ProcFiles.residentMiB(pool.workers().getFirst().pid())};
        }
    }
}
