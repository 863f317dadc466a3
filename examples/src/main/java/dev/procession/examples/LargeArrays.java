package dev.procession.examples;

import dev.procession.memory.SharedDoubleArray;
import dev.procession.pool.ProcessPool;
import java.util.Arrays;
import java.util.List;

/**
 * Large arrays for the tasks of a pool. What travels of a shared array is where it is, however long
 * it is: the tasks work on the one that is there. An ordinary array is an argument like any other,
 * and each task has a copy. The usual program pickles all of it through a pipe, twice if it comes
 * back; Python refuses its shared {@code Array} as an argument of a pool's tasks.
 */
public final class LargeArrays {

    private static final int LENGTH = 4_000_000; // 32 MB

    private LargeArrays() {}

    private static long doubleAll(SharedDoubleArray part) {
        for (var i = 0L; i < part.length(); i++) {
            part.set(i, 2 * part.get(i));
        }
        return part.length();
    }

    private static double doubleAndSum(double[] copy) {
        for (var i = 0; i < copy.length; i++) {
            copy[i] *= 2;
        }
        return Arrays.stream(copy).sum();
    }

    /** Runs the program. */
    public static void main() {
        try (var pool = ProcessPool.of(2);
                var shared = SharedDoubleArray.create(LENGTH)) {
            shared.fill(1);
            var half = LENGTH / 2;
            var halves = List.of(shared.slice(0, half), shared.slice(half, LENGTH));
            System.out.println("doubled by each task: " + pool.map(LargeArrays::doubleAll, halves));
            System.out.println("the sum is here: " + (long) shared.stream().sum());

            var ordinary = new double[LENGTH];
            Arrays.fill(ordinary, 1);
            var sum = pool.apply(LargeArrays::doubleAndSum, ordinary);
            System.out.println("the sum of a task's copy: " + sum.longValue());
            System.out.println("the sum is here: " + (long) Arrays.stream(ordinary).sum());
        }
    }
}
