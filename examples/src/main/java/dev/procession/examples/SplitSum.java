package dev.procession.examples;

import dev.procession.memory.SharedLong;
import dev.procession.process.JavaProcess;
import java.util.stream.LongStream;

/**
 * Two processes add up the numbers from 1 to 100, half of them each. The usual program has them add
 * to a global variable, of which each process has one of its own: the parent's stays 0. A shared
 * number is the same for all.
 */
public final class SplitSum {

    private static long global;

    private SplitSum() {}

    private static void add(SharedLong total, int first, int last) {
        var sum = LongStream.rangeClosed(first, last).sum();
        global += sum;
        total.addAndGet(sum);
        System.out.println(first + " to " + last + ": " + sum + ", and the global is " + global);
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the children run
     */
    public static void main() throws InterruptedException {
        try (var total = SharedLong.create();
                var low = JavaProcess.start(() -> add(total, 1, 50));
                var high = JavaProcess.start(() -> add(total, 51, 100))) {
            low.join();
            high.join();
            System.out.println("the parent's global: " + global);
            System.out.println("the shared total: " + total.get());
        }
    }
}
