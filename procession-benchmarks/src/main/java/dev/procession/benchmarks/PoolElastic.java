package dev.procession.benchmarks;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How long an elastic pool takes from a backlog to all the workers it may have: until the last of
 * as many tasks has begun.
 */
final class PoolElastic implements Contestant {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final int most;
    private final Supplier<Path> newFile;

    /**
     * Prepares.
     *
     * @param most how many workers there may be
     * @param newFile gives paths by which a task says that it has begun
     */
    PoolElastic(int most, Supplier<Path> newFile) {
        this.most = most;
        this.newFile = newFile;
    }

    @Override
    public double[] round() throws InterruptedException {
        List<String> signs = Stream.generate(newFile).limit(most).map(Path::toString).toList();
        try (ProcessPool pool = ProcessPool.open(PoolOptions.defaults().withWorkers(0, most))) {
            long start = System.nanoTime();
            for (String own : signs) {
                pool.run(() -> signAndWait(own));
            }
            for (String sign : signs) {
                await(sign);
            }
            double millis = (System.nanoTime() - start) / 1e6;
            pool.shutdownNow();
            return new double[] {millis};
        }
    }

    private static void await(String sign) throws InterruptedException {
        File file = new File(sign);
        while (!file.exists()) {
            Thread.sleep(1);
        }
    }

    /** Does not return: the others need the processors. */
    private static void signAndWait(String own) throws IOException, InterruptedException {
        Files.createFile(Path.of(own));
        Thread.sleep(LONG);
    }
}
