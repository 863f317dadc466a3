package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import dev.procession.pool.TaskPool;
import java.util.Collections;
import java.util.List;

/** How long the same task takes many times on a pool that is up, in milliseconds. */
final class ManyTasks implements Contestant {

    private final TaskPool pool;
    private final TaskFunction<Integer, ? extends Number> task;
    private final List<Integer> inputs;
    private final Runnable whenClosed;

    /**
     * Brings the workers up.
     *
     * @param pool runs the tasks; closed with this
     * @param task returns the same each time
     * @param input what each task is given
     * @param count how many there are
     * @param whenClosed closes what the tasks need
     */
    ManyTasks(
            TaskPool pool,
            TaskFunction<Integer, ? extends Number> task,
            int input,
            int count,
            Runnable whenClosed) {
        this.pool = pool;
        this.task = task;
        this.inputs = Collections.nCopies(count, input);
        this.whenClosed = whenClosed;
    }

    @Override
    public double[] round() {
        long start = System.nanoTime();
        List<? extends Number> results = pool.map(task, inputs);
        double millis = (System.nanoTime() - start) / 1e6;
        if (results.stream().distinct().count() != 1) {
            throw new IllegalStateException("wrong results: " + results);
        }
        return new double[] {millis};
    }

    @Override
    public void close() {
        pool.close();
        whenClosed.run();
    }
}
