package dev.procession.examples;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessCountDownLatch;
import dev.procession.sync.ProcessEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A pool of 3 to 20 processes, which Python's pools cannot be: it grows when a task would have to
 * wait, and shrinks again when there is nothing to do.
 */
public final class ElasticPool {

    private static final int LEAST = 3;
    private static final int MOST = 20;

    private ElasticPool() {}

    /** Has so many tasks at a time, and tells how many processes there are then. */
    private static int processesFor(int tasks, ProcessPool pool) throws InterruptedException {
        try (var begun = ProcessCountDownLatch.create(tasks);
                var end = ProcessEvent.create()) {
            var all =
                    Stream.generate(() ->
                                    pool.run(() -> {
                                        begun.countDown();
                                        end.await();
                                    }))
                            .limit(tasks)
                            .toList();
            begun.await();
            var processes = pool.stats().workers();
            end.set();
            all.forEach(CompletableFuture::join);
            return processes;
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        var options =
                PoolOptions.defaults()
                        .withWorkers(LEAST, MOST)
                        .withIdleTimeout(Duration.ofMillis(200))
                        .withMaxHeap("32m");
        try (var pool = ProcessPool.open(options)) {
            System.out.println("3 tasks: " + processesFor(3, pool) + " processes");
            System.out.println("20 tasks: " + processesFor(20, pool) + " processes");
            while (pool.stats().workers() > LEAST) {
                Thread.sleep(20);
            }
            System.out.println("no tasks: " + pool.stats().workers() + " processes");
        }
    }
}
