package dev.procession.examples;

import dev.procession.memory.SharedInt;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;

/**
 * The same tasks by a process each, and by a pool of two that does the next task in a process that
 * is there already. Whoever compares the two has to have both do the same work, and to wait for all
 * of it: with {@code close}, not with {@code terminate}.
 */
public final class PoolOrProcesses {

    private static final int TASKS = 10;

    private PoolOrProcesses() {}

    private static void work(SharedInt done) {
        done.incrementAndGet();
    }

    private static void byProcesses(SharedInt done) throws InterruptedException {
        for (var task = 0; task < TASKS; task++) {
            try (var process = JavaProcess.start(PoolOrProcesses::work, done)) {
                process.join();
            }
        }
    }

    private static void byPool(SharedInt done) {
        try (var pool = ProcessPool.of(2)) {
            for (var task = 0; task < TASKS; task++) {
                pool.submit(() -> work(done));
            }
        } // which waits for all
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var done = SharedInt.create()) {
            var start = System.nanoTime();
            byProcesses(done);
            var between = System.nanoTime();
            System.out.println("a process per task: " + report(done, between - start));
            byPool(done);
            var end = System.nanoTime();
            System.out.println("a pool of two: " + report(done, end - between));
        }
    }

    private static String report(SharedInt done, long nanos) {
        return done.getAndSet(0) + " tasks in " + nanos / 1_000_000 + " ms";
    }
}
