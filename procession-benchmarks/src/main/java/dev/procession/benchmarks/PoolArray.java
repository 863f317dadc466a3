package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;

/** One large argument after the other, each task awaited and timed, in milliseconds. */
final class PoolArray<A> implements Contestant {

    private final ProcessPool pool =
            ProcessPool.open(PoolOptions.defaults().withWorkers(1).withMaxHeap("1g"));
    private final TaskFunction<A, Integer> length;
    private final A argument;
    private final int expected;
    private final int count;

    /**
     * Opens the pool.
     *
     * @param length what a worker does with the argument
     * @param argument a large array, or what stands for one
     * @param expected how long it is
     * @param count how often it is sent in a round
     */
    PoolArray(TaskFunction<A, Integer> length, A argument, int expected, int count) {
        this.length = length;
        this.argument = argument;
        this.expected = expected;
        this.count = count;
    }

    @Override
    public double[] round() {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            int result = pool.apply(length, argument);
            millis[i] = (System.nanoTime() - start) / 1e6;
            if (result != expected) {
                throw new IllegalStateException("wrong length: " + result);
            }
        }
        return millis;
    }

    @Override
    public void close() {
        pool.close();
        if (argument instanceof AutoCloseable shared) {
            end(shared);
        }
    }

    private static void end(AutoCloseable shared) {
        try {
            shared.close();
        } catch (Exception impossible) {
            throw new IllegalStateException("shared memory does not throw this", impossible);
        }
    }
}
