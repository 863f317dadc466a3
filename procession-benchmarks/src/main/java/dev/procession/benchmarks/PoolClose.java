package dev.procession.benchmarks;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long {@code shutdownNow} takes to the end of a pool whose only worker is stuck: its task is
 * deaf to interruption and a shutdown hook blocks, so that SIGTERM does not end it either.
 */
final class PoolClose implements Contestant {

    private static final long PATIENCE_SECONDS = 30;

    private final Duration grace;
    private final Supplier<Path> newFile;

    /**
     * Prepares.
     *
     * @param grace the pool's stop grace
     * @param newFile gives paths by which the stuck tasks say that they are
     */
    PoolClose(Duration grace, Supplier<Path> newFile) {
        this.grace = grace;
        this.newFile = newFile;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withStopGrace(grace);
        Path stuck = newFile.get();
        try (ProcessPool pool = ProcessPool.open(options)) {
            pool.run(Stuck.task(stuck.toString()));
            await(stuck);
            long start = System.nanoTime();
            pool.shutdownNow();
            boolean ended = pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            double millis = (System.nanoTime() - start) / 1e6;
            if (!ended) {
                throw new IOException("the pool did not end within " + PATIENCE_SECONDS + " s");
            }
            return new double[] {millis};
        }
    }

    private static void await(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("the task did not begin within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(1);
        }
    }
}
