package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.testing.Await;
import java.io.File;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows O2 and O3: the forms in which functions are applied, beside {@code map}. */
class FormsIT {

    @TempDir File directory;

    private static ProcessPool pool() {
        return ProcessPool.open(PoolOptions.defaults().withWorkers(2).withName("forms"));
    }

    private static int half(int number) {
        if (number % 2 != 0) {
            throw new IllegalArgumentException("odd: " + number);
        }
        return number / 2;
    }

    @Test
    void O2_applyOfTwoArguments() {
        try (var pool = pool()) {
            String text = pool.apply(String::repeat, "ab", 3);
            assertThat(text).isEqualTo("ababab");
        }
    }

    @Test
    void O2_applyAsync_callsBack_withTheValueOrTheError() throws Exception {
        try (var pool = pool()) {
            CompletableFuture<Integer> half = pool.applyAsync(FormsIT::half, 8);
            CompletableFuture<Integer> sum = pool.applyAsync(Math::addExact, 8, 3);
            assertThat(List.of(Pools.get(half), Pools.get(sum))).containsExactly(4, 11);
            String error =
                    Pools.get(
                            pool.applyAsync(FormsIT::half, 7)
                                    .thenApply(String::valueOf)
                                    .exceptionally(thrown -> thrown.getCause().getMessage()));
            assertThat(error).isEqualTo("odd: 7");
        }
    }

    @Test
    void O2_applyAsync_ofWhatCannotBeEncoded_isRefusedInTheCaller() {
        try (var pool = pool()) {
            assertThatThrownBy(() -> pool.applyAsync(String::valueOf, new Object()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("java.lang.Object");
        }
    }

    @Test
    void O2_aTaskWithAGivenResult_isStoppedWithItsFuture() throws Exception {
        try (var pool = pool()) {
            String path = new File(directory, "begun").getPath();
            Runnable task = blocking(path);
            CompletableFuture<String> future = pool.submit(task, "done");
            Pools.awaitFile(new File(path));
            future.cancel(true);
            Await.until(
                    "the task is stopped",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
        }
    }

    private static Runnable blocking(String path) {
        return (Runnable & java.io.Serializable)
                () -> {
                    Pools.touch(path);
                    Pools.park(path + "-never");
                };
    }

    @Test
    void O3_starmap_spreadsPairs() {
        try (var pool = pool()) {
            List<Double> powers =
                    pool.starmap(Math::pow, Pair.zip(List.of(2.0, 3.0), List.of(3.0, 2.0)));
            assertThat(powers).containsExactly(8.0, 9.0);
        }
    }

    @Test
    void O3_pairsOfUnequalLength_areRefused() {
        assertThatThrownBy(() -> Pair.zip(List.of(1, 2, 3), List.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the second values end after 2");
    }

    @Test
    void O3_starmapAsync_keepsTheOrder() throws Exception {
        try (var pool = pool()) {
            List<Integer> numbers = IntStream.range(0, 5000).boxed().toList();
            List<Integer> sums =
                    Pools.get(pool.starmapAsync(Math::addExact, Pair.zip(numbers, numbers)));
            assertThat(sums).isEqualTo(numbers.stream().map(each -> 2 * each).toList());
        }
    }

    @Test
    void O3_mapAsync_failsWithTheLowestFailingIndex() throws Exception {
        try (var pool = pool()) {
            CompletableFuture<List<Integer>> future =
                    pool.mapAsync(FormsIT::half, List.of(2, 3, 5));
            assertThat(Pools.failure(future))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("odd: 3");
        }
    }

    @Test
    void O3_mapAsync_ofAPoolThatIsClosed_isWorkedOff() {
        List<Integer> numbers = IntStream.range(0, 100_000).boxed().toList();
        CompletableFuture<List<Integer>> future;
        try (var pool = pool()) {
            future = pool.mapAsync(x -> x + 1, numbers);
        }
        assertThat(future.join()).hasSize(numbers.size()).endsWith(numbers.size());
    }

    @Test
    void O3_mapAsync_cancelled_stopsItsTasks() throws Exception {
        try (var pool = pool()) {
            String path = new File(directory, "begun").getPath();
            CompletableFuture<List<Integer>> future =
                    pool.mapAsync(
                            x -> {
                                Pools.touch(path);
                                Pools.park(path + "-never");
                                return x;
                            },
                            List.of(1, 2, 3));
            Pools.awaitFile(new File(path));
            future.cancel(true);
            Await.until(
                    "the tasks are stopped",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
        }
    }

    /** A source that does not come to an end, nor react to an interruption. */
    private static Iterable<Integer> stuck(CountDownLatch asked, CountDownLatch goOn) {
        return () ->
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        asked.countDown();
                        boolean interrupted = false;
                        while (goOn.getCount() > 0) {
                            try {
                                goOn.await();
                            } catch (InterruptedException deaf) {
                                interrupted = true;
                            }
                        }
                        return interrupted && false;
                    }

                    @Override
                    public Integer next() {
                        throw new AssertionError("there is none");
                    }
                };
    }

    @Test
    void O4_shutdownNow_endsAMapAsync_whoseSourceIsStuck() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (var pool = pool()) {
            CompletableFuture<List<Integer>> future = pool.mapAsync(x -> x, stuck(asked, goOn));
            asked.await();
            pool.shutdownNow();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Pools.failure(future))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("a mapAsync was cancelled by shutdownNow");
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void O3_mapAsync_callback_mayCloseThePool() throws Exception {
        ProcessPool pool = pool();
        CompletableFuture<Void> closed =
                pool.mapAsync(FormsIT::half, List.of(2, 4)).thenRun(pool::close);
        Pools.get(closed);
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(() -> pool.mapAsync(FormsIT::half, List.of(2)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("it was shut down");
    }

    @Test
    void O3_imap_isLazyAndOrdered_alsoOverAnEndlessSource() {
        try (var pool = pool();
                Stream<Integer> results = pool.imap(x -> x * x, Stream.iterate(0, x -> x + 1))) {
            assertThat(results.limit(4)).containsExactly(0, 1, 4, 9);
        }
    }

    @Test
    void O3_imap_throwsAtTheInputThatFailed() {
        try (var pool = pool();
                Stream<Integer> results = pool.imap(FormsIT::half, List.of(2, 4, 5, 6))) {
            Iterator<Integer> each = results.iterator();
            List<Integer> taken = new ArrayList<>();
            assertThatThrownBy(() -> each.forEachRemaining(taken::add))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("odd: 5");
            assertThat(taken).containsExactly(1, 2);
        }
    }

    @Test
    void O3_imapUnordered_doesNotWaitForASlowOne() {
        String path = new File(directory, "go-on").getPath();
        try (var pool = pool();
                Stream<Integer> results =
                        pool.imapUnordered(
                                x -> {
                                    if (x == 0) {
                                        Pools.park(path);
                                    }
                                    return x;
                                },
                                List.of(0, 1, 2))) {
            List<Integer> order = new ArrayList<>();
            results.forEach(each -> {
                order.add(each);
                if (order.size() == 2) {
                    Pools.touch(path);
                }
            });
            assertThat(order).containsExactly(1, 2, 0);
        }
    }

    @Test
    void completions_comeInTheOrderOfTheirEnd() throws Exception {
        String path = new File(directory, "go-on").getPath();
        try (var pool = pool()) {
            TaskCompletionService<String> done = pool.completions();
            assertThat(done.poll()).isNull();
            done.submit(() -> {
                Pools.park(path);
                return "slow";
            });
            done.submit(() -> "quick");
            assertThat(done.take().join()).isEqualTo("quick");
            Pools.touch(path);
            assertThat(done.take().join()).isEqualTo("slow");
        }
    }
}
