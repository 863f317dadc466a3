package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A function over a hundred numbers, and another one over its results, by the same processes. The
 * usual program makes a pool for each {@code map} or uses one that is closed; a pool is for all the
 * work there is.
 */
public final class MapTwice {

    private MapTwice() {}

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** Runs the program. */
    public static void main() {
        try (var pool = ProcessPool.of(2)) {
            var squares = pool.map(n -> n * n, IntStream.rangeClosed(1, 100).boxed());
            System.out.println("squares: 1 to " + squares.getLast() + ", sum " + sum(squares));
            var digits = pool.map(n -> Integer.toString(n).length(), squares);
            System.out.println("their digits: " + sum(digits));
            System.out.println("processes: " + pool.stats().workersStarted());
        }
    }
}
