package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPU time of a pool of one that has nothing to do, this whole process's included, in
 * milliseconds per second.
 */
final class PoolIdle implements Contestant {

    private static final int SOME_TASKS = 2000;

    private final Duration rest;
    private final Duration watched;
    private final List<String> notes = new ArrayList<>();

    PoolIdle(Duration rest, Duration watched) {
        this.rest = rest;
        this.watched = watched;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        try (ProcessPool pool = ProcessPool.of(1)) {
            for (int i = 0; i < SOME_TASKS; i++) {
                pool.apply(Work.following(), i);
            }
            Thread.sleep(rest);
            CpuMeter worker = CpuMeter.of(pool.workers().getFirst().pid());
            CpuMeter parent = CpuMeter.of(ProcessHandle.current().pid());
            Thread.sleep(watched);
            double inWorker = worker.millisPerSecond();
            double inParent = parent.millisPerSecond();
            notes.add(
                    "worker "
                            + Figures.plain(inWorker)
                            + " ms/s, parent "
                            + Figures.plain(inParent)
                            + " ms/s");
            return new double[] {inWorker + inParent};
        }
    }

    @Override
    public List<String> notes() {
        return notes;
    }
}
