package dev.procession.benchmarks;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The memory of each of some workers that idle beside each other, after a few tasks and a rest. */
final class WorkersMemory implements Contestant {

    private static final int TASKS_PER_WORKER = 20;

    private final int workers;
    private final Duration rest;
    private final Footprint footprint;

    WorkersMemory(int workers, Duration rest, Footprint footprint) {
        this.workers = workers;
        this.rest = rest;
        this.footprint = footprint;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        try (ProcessPool pool = ProcessPool.of(workers)) {
            List<Integer> inputs = IntStream.range(0, workers * TASKS_PER_WORKER).boxed().toList();
            pool.map(Work.following(), inputs);
            Thread.sleep(rest);
            List<WorkerInfo> idle = pool.workers();
            double[] samples = new double[idle.size()];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = footprint.mebibytes(idle.get(i).pid());
            }
            return samples;
        }
    }
}
