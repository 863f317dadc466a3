package dev.procession.examples;

import dev.procession.memory.SharedInt;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessCountDownLatch;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A hundred tasks on sixteen processes. The usual program calls the synchronous {@code apply} in a
 * loop: each call waits for its result, so that one process works while fifteen look on. Submit all
 * of them first, then wait.
 */
public final class HundredTasks {

    private static final int WORKERS = 16;
    private static final int TASKS = 100;

    private HundredTasks() {}

    /** How many tasks run now, and how many did at most. */
    private record Gauge(SharedInt running, SharedInt most, ProcessCountDownLatch together)
            implements Serializable, AutoCloseable {

        /** Tasks wait until so many have begun. */
        static Gauge of(int together) {
            return new Gauge(
                    SharedInt.create(), SharedInt.create(), ProcessCountDownLatch.create(together));
        }

        /** The work of each task. */
        int square(int n) throws InterruptedException {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            together.countDown();
            together.await();
            Thread.sleep(2);
            running.decrementAndGet();
            return n * n;
        }

        @Override
        public void close() {
            running.close();
            most.close();
            together.close();
        }
    }

    /** Runs the program. */
    public static void main() {
        var small = PoolOptions.defaults().withWorkers(WORKERS).withMaxHeap("32m");
        try (var pool = ProcessPool.open(small);
                var serial = Gauge.of(1);
                var parallel = Gauge.of(WORKERS)) {
            var sum = 0;
            for (var task = 1; task <= TASKS; task++) {
                sum += pool.apply(serial::square, task);
            }
            System.out.println("synchronous: " + sum + ", at a time " + serial.most().get());
            var futures =
                    IntStream.rangeClosed(1, TASKS)
                            .mapToObj(task -> pool.applyAsync(parallel::square, task))
                            .toList();
            var total = futures.stream().mapToInt(CompletableFuture::join).sum();
            System.out.println("asynchronous: " + total + ", at a time " + parallel.most().get());
        }
    }
}
