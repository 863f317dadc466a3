package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Five tasks that sleep for a random time, on a pool of three processes: three begin at once, the
 * other two when a worker is free. {@code map} waits for all and keeps the order of the inputs.
 */
public final class RandomSleeps {

    private static final int SHORTEST_MILLIS = 50;
    private static final int LONGEST_MILLIS = 300;

    private RandomSleeps() {}

    /** What a task comes back with: its number, and whose turn it was. */
    private record Slept(int task, long pid) implements Serializable {}

    private static Slept sleep(int task) throws InterruptedException {
        var millis = RandomGenerator.getDefault().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
        var pid = ProcessHandle.current().pid();
        System.out.println("process " + pid + " sleeps " + millis + " ms for task " + task);
        Thread.sleep(millis);
        return new Slept(task, pid);
    }

    /** Runs the program. */
    public static void main() {
        try (var pool = ProcessPool.of(3)) {
            var all = pool.map(RandomSleeps::sleep, List.of(1, 2, 3, 4, 5));
            System.out.println("done: " + all.stream().map(Slept::task).toList());
            var pids = all.stream().map(Slept::pid).distinct().count();
            System.out.println("by " + pids + (pids == 1 ? " process" : " processes"));
        }
    }
}
