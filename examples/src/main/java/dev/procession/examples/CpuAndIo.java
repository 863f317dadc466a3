package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskPool;
import dev.procession.pool.ThreadPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Tasks that compute and tasks that wait, one after the other, on threads and on processes. In
 * Python only processes compute at the same time; a JVM's threads do so as well, so that processes
 * are for isolation and not for speed. Tasks that wait gain as much from either.
 */
public final class CpuAndIo {

    private static final int TASKS = 8;
    private static final int LIMIT = 60_000;

    private CpuAndIo() {}

    static long countPrimes(int most) {
        return IntStream.rangeClosed(2, most)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).allMatch(d -> n % d != 0))
                .count();
    }

    static long pause(int millis) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(millis)); // as one who waits for an answer from far away
        return millis;
    }

    private static long millis(Work work) throws Exception {
        var start = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void alone() throws Exception {
        var computing =
                millis(() -> {
                    for (var i = 0; i < TASKS; i++) {
                        countPrimes(LIMIT);
                    }
                });
        var waiting =
                millis(() -> {
                    for (var i = 0; i < TASKS; i++) {
                        pause(50);
                    }
                });
        print("one by one", computing, waiting);
    }

    private static void pooled(String name, TaskPool pool) throws Exception {
        pool.map(CpuAndIo::countPrimes, IntStream.range(0, TASKS).boxed()); // starts the workers
        var inputs = IntStream.range(0, TASKS);
        var computing = millis(() -> pool.map(i -> countPrimes(LIMIT), inputs.boxed()));
        var more = IntStream.range(0, TASKS);
        var waiting = millis(() -> pool.map(i -> pause(50), more.boxed()));
        print(name, computing, waiting);
    }

    private static void print(String name, long computing, long waiting) {
        System.out.printf("%-12s %8d ms %8d ms%n", name, computing, waiting);
    }

    /**
     * Runs the program.
     *
     * @throws Exception if interrupted while it waits
     */
    public static void main() throws Exception {
        System.out.printf("%-12s %11s %11s%n", TASKS + " tasks", "computing", "waiting");
        alone();
        try (var threads = ThreadPool.of(4)) {
            pooled("4 threads", threads);
        }
        try (var processes = ProcessPool.of(4)) {
            pooled("4 processes", processes);
        }
    }
}
