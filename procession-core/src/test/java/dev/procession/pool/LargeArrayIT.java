package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskFunction;
import dev.procession.WorkerDiedException;
import dev.procession.internal.launch.Session;
import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row S6: large arrays in arguments and results lie beside their messages. */
class LargeArrayIT {

    private static final int LARGE = 300_000;

    @TempDir File directory;

    record Matrix(String name, double[][] rows) implements Serializable {
        double sum() {
            return Arrays.stream(rows).flatMapToDouble(Arrays::stream).sum();
        }
    }

    private static double[] numbers(int length, int seed) {
        return IntStream.range(0, length).mapToDouble(i -> i + seed).toArray();
    }

    private static Matrix matrix(int rows) {
        double[][] all = new double[rows][];
        Arrays.setAll(all, i -> numbers(50_000 + i, i));
        return new Matrix("m", all);
    }

    /** Files of arguments in the session's directory. */
    private static long argumentFiles() {
        try (Stream<Path> all = Files.list(Session.current().path("any").getParent())) {
            return all.filter(each -> each.toString().endsWith(".argument")).count();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void awaitNoFiles() {
        Await.until("no file of an argument is left", () -> argumentFiles() == 0);
    }

    @Test
    void S6_largeArrays_arriveBothWays_whereverTheyAreInAValue() {
        try (var pool = ProcessPool.of(2)) {
            double[] back =
                    pool.apply(x -> Arrays.stream(x).map(y -> -y).toArray(), numbers(LARGE, 1));
            assertThat(back).hasSize(LARGE).startsWith(-1, -2).endsWith(-LARGE);
            Matrix matrix = matrix(5);
            Matrix same = pool.apply(x -> x, matrix);
            assertThat(same.rows()).isDeepEqualTo(matrix.rows());
            double[] captured = numbers(LARGE, 3);
            CompletableFuture<Double> last = pool.submit(() -> captured[LARGE - 1]);
            assertThat(last.join()).isEqualTo(LARGE + 2.0);
        }
        awaitNoFiles();
    }

    /** Of the tasks of the worker's process. */
    private static final List<double[]> KEPT = new ArrayList<>();

    private static double keep(double[] array) {
        KEPT.add(array);
        return KEPT.stream().mapToDouble(each -> each[1]).sum();
    }

    /** The worker has the array of the next one ready. */
    @Test
    void S6_oneAfterTheOther_asLongAsThat_eachTaskHasItsOwn() {
        int length = 600_000;
        try (var pool = ProcessPool.of(1)) {
            double sum = 0;
            for (int i = 1; i <= 5; i++) {
                sum += i + 1;
                assertThat(pool.apply(LargeArrayIT::keep, numbers(length, i))).isEqualTo(sum);
            }
            double[] captured = numbers(length, 6);
            assertThat(pool.submit(() -> keep(captured)).join()).isEqualTo(sum + 7);
            assertThat(pool.apply(LargeArrayIT::keep, numbers(length + 1, 7)))
                    .as("of another length")
                    .isEqualTo(sum + 7 + 8);
        }
        awaitNoFiles();
    }

    @Test
    void S6_mapOverLargeArrays_keepsOrder_andValues() {
        try (var pool = ProcessPool.of(2)) {
            List<double[]> inputs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                // Some in the message, some beside it, some in a file of their own.
                inputs.add(numbers(i % 3 == 0 ? 100 : i % 3 == 1 ? 2000 : 40_000, i));
            }
            List<Double> sums = pool.map(x -> Arrays.stream(x).sum(), inputs);
            for (int i = 0; i < 40; i++) {
                assertThat(sums.get(i)).isEqualTo(Arrays.stream(inputs.get(i)).sum());
            }
        }
        awaitNoFiles();
    }

    @Test
    void S6_argumentsAreCopiedWhenTheyAreSubmitted() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            double[] array = numbers(LARGE, 0);
            List<CompletableFuture<Double>> sums = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Arrays.fill(array, i);
                sums.add(pool.applyAsync(x -> Arrays.stream(x).sum(), array));
            }
            Arrays.fill(array, -1);
            for (int i = 0; i < 20; i++) {
                assertThat(Pools.get(sums.get(i))).isEqualTo((double) i * LARGE);
            }
        }
        awaitNoFiles();
    }

    /** What lies in the file is there for the next worker, too. */
    @Test
    void S6_aLargeArgumentSurvivesWorkers_whenItsTaskIsRetried_orWasNotBegun() throws Exception {
        File marker = new File(directory, "marker");
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withRetries(2);
        try (var pool = ProcessPool.open(options)) {
            TaskFunction<double[], Double> deadlyOnce =
                    x -> {
                        if (marker.createNewFile()) {
                            Runtime.getRuntime().halt(3);
                        }
                        return x[LARGE - 1];
                    };
            CompletableFuture<Double> retried = pool.applyAsync(deadlyOnce, numbers(LARGE, 7));
            List<CompletableFuture<Double>> behind = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                behind.add(pool.applyAsync(x -> x[0], numbers(LARGE, i)));
            }
            assertThat(Pools.get(retried)).isEqualTo(LARGE + 6.0);
            for (int i = 0; i < 5; i++) {
                assertThat(Pools.get(behind.get(i))).isEqualTo(i);
            }
        }
        awaitNoFiles();
    }

    @Test
    void S6_filesOfTasksThatFail_areCancelled_orRejected_areRemoved() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            double[] large = numbers(LARGE, 0);
            CompletableFuture<Object> dies =
                    pool.applyAsync(
                            x -> {
                                Runtime.getRuntime().halt(x.length);
                                return null;
                            },
                            large);
            assertThat(Pools.failure(dies)).isInstanceOf(WorkerDiedException.class);
            awaitNoFiles();
            String gate = new File(directory, "gate").getPath();
            CompletableFuture<Integer> running =
                    pool.applyAsync(
                            x -> {
                                Pools.park(gate);
                                return x.length;
                            },
                            large);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(pool.applyAsync(x -> x.length, large));
            }
            assertThat(argumentFiles()).isEqualTo(11);
            waiting.subList(0, 5).forEach(each -> each.cancel(true));
            assertThat(argumentFiles()).isEqualTo(6);
            Pools.touch(gate);
            assertThat(Pools.get(running)).isEqualTo(LARGE);
            for (CompletableFuture<Integer> each : waiting.subList(5, 10)) {
                assertThat(Pools.get(each)).isEqualTo(LARGE);
            }
            // What was used is kept for a moment; then the pool lets go of it.
            awaitNoFiles();
            pool.applyAsync(
                    x -> {
                        Pools.park(gate + "-never");
                        return x.length;
                    },
                    large);
            pool.applyAsync(x -> x.length, large);
            pool.shutdownNow();
            assertThatThrownBy(() -> pool.applyAsync(x -> x.length, large))
                    .isInstanceOf(RejectedExecutionException.class);
            awaitNoFiles();
        }
    }

    @Test
    void S6_filesAreUsedAgain() {
        try (var pool = ProcessPool.of(1)) {
            double[] large = numbers(LARGE, 0);
            AtomicInteger most = new AtomicInteger();
            for (int i = 0; i < 30; i++) {
                large[0] = i;
                double first = pool.apply(x -> x[0], large);
                assertThat(first).isEqualTo(i);
                most.accumulateAndGet((int) argumentFiles(), Math::max);
            }
            assertThat(most.get()).isEqualTo(1);
        }
        awaitNoFiles();
    }
}
