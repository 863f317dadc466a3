package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Our {@code map} while one worker a second is killed: its rate divided by that without, one after
 * the other. Retries are asked for, so that a death ends no map.
 */
final class PoolFault implements Contestant {

    private static final int MANY_RETRIES = 100;

    private final ProcessPool pool;
    private final FaultRate rate;
    private final List<String> notes = new ArrayList<>();

    /**
     * Opens the pool and has it warm.
     *
     * @param workers how many workers it has
     * @param count how many elements a map has
     * @param window how long each of the two rates is measured
     */
    PoolFault(int workers, int count, Duration window) throws IOException, InterruptedException {
        this.pool =
                ProcessPool.open(
                        PoolOptions.defaults().withWorkers(workers).withRetries(MANY_RETRIES));
        List<Integer> inputs = IntStream.range(0, count).boxed().toList();
        this.rate =
                new FaultRate(
                        window,
                        () ->
                                pool.workers().stream()
                                        .flatMap(each -> ProcessHandle.of(each.pid()).stream()),
                        () -> map(inputs));
        rate.warmUp();
    }

    private int map(List<Integer> inputs) {
        TaskFunction<Integer, Integer> function = Work.following();
        List<Integer> results = pool.map(function, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (results.get(i) != i + 1) {
                throw new IllegalStateException("wrong result: input=" + i);
            }
        }
        return results.size();
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        FaultRate.Rates rates = rate.measure();
        notes.add(rates.describe());
        return new double[] {rates.ratio()};
    }

    @Override
    public List<String> notes() {
        return notes.isEmpty() ? notes : List.of(notes.getLast());
    }

    @Override
    public void close() {
        pool.close();
    }
}
