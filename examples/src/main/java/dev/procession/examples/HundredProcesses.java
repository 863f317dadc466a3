package dev.procession.examples;

import dev.procession.memory.SharedInt;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import java.util.ArrayList;

/**
 * A hundred processes at once, one for each task, and a pool of five that does the same hundred.
 * The hundred get in each other's way, since the machine has not so many processors, and each of
 * them is started for a moment's work. A pool starts five, once.
 */
public final class HundredProcesses {

    private static final int TASKS = 100;

    private HundredProcesses() {}

    private static void work(SharedInt done) {
        done.incrementAndGet();
    }

    private static void atOnce(int tasks, SharedInt done) throws InterruptedException {
        var all = new ArrayList<JavaProcess>();
        try {
            for (var task = 0; task < tasks; task++) {
                all.add(JavaProcess.start(HundredProcesses::work, done));
            }
            for (var process : all) {
                process.join();
            }
        } finally {
            all.forEach(JavaProcess::close);
        }
    }

    private static void byPool(int tasks, SharedInt done) {
        try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(5))) {
            for (var task = 0; task < tasks; task++) {
                pool.submit(() -> work(done));
            }
        } // which waits for all
    }

    /**
     * Runs the program.
     *
     * @param args how many tasks, up to 1000; a hundred if there is nothing
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws InterruptedException {
        var tasks = Arguments.number(args, 0, 1, 1000, TASKS);
        try (var done = SharedInt.create()) {
            var start = System.nanoTime();
            atOnce(tasks, done);
            var between = System.nanoTime();
            System.out.println("a process each, at once: " + report(done, between - start));
            byPool(tasks, done);
            var end = System.nanoTime();
            System.out.println("a pool of five: " + report(done, end - between));
        }
    }

    private static String report(SharedInt done, long nanos) {
        return done.getAndSet(0) + " tasks in " + nanos / 1_000_000 + " ms";
    }
}
