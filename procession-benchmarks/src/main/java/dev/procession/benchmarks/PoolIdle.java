package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPU time of a pool of one that has nothing to do, in milliseconds per second: that of its
 * worker and of the library's threads in this process.
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
            CpuMeter threads = CpuMeter.ofOwnThreads("procession");
            CpuMeter parent = CpuMeter.of(ProcessHandle.current().pid());
            Thread.sleep(watched);
            double inWorker = worker.millisPerSecond();
            double inThreads = threads.millisPerSecond();
            double elsewhere = Math.max(0, parent.millisPerSecond() - inThreads);
            notes.add(
                    "worker "
                            + Figures.plain(inWorker)
                            + " ms/s, our threads in the parent "
                            + Figures.plain(inThreads)
                            + " ms/s; not counted: the rest of the parent, mostly its compiler, "
                            + Figures.plain(elsewhere)
                            + " ms/s");
            return new double[] {inWorker + inThreads};
        }
    }

    @Override
    public List<String> notes() {
        return notes;
    }
}
