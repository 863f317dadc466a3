package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.AttemptFailedException;
import dev.procession.TaskTimeoutException;
import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row O12: the same programs on a pool of processes and on one of threads. */
class TwinIT {

    /** What the one line says that changes. */
    enum Where {
        PROCESSES,
        THREADS;

        TaskPool open(PoolOptions options) {
            return this == PROCESSES ? ProcessPool.open(options) : ThreadPool.open(options);
        }
    }

    private static final PoolOptions TWO = PoolOptions.defaults().withWorkers(2).withName("twin");

    private static final PoolOptions ONE = TWO.withWorkers(1);

    @TempDir File directory;

    private String file(String name) {
        return new File(directory, name).getPath();
    }

    private static int half(int number) {
        if (number % 2 != 0) {
            throw new IllegalArgumentException("odd: " + number);
        }
        return number / 2;
    }

    @ParameterizedTest
    @EnumSource
    void O12_allForms(Where where) throws Exception {
        List<Integer> numbers = IntStream.range(0, 10_000).boxed().toList();
        List<Integer> next = numbers.stream().map(x -> x + 1).toList();
        try (TaskPool pool = where.open(TWO)) {
            assertThat(pool.map(x -> x + 1, numbers)).isEqualTo(next);
            assertThat(pool.map(x -> x + 1, numbers.stream())).isEqualTo(next);
            assertThat(Pools.get(pool.mapAsync(x -> x + 1, numbers))).isEqualTo(next);
            List<Integer> sums = pool.starmap(Math::addExact, Pair.zip(numbers, numbers));
            assertThat(sums).hasSize(10_000).endsWith(19_998);
            int applied = pool.apply(FormsOf::square, 7);
            CompletableFuture<Integer> later = pool.applyAsync(FormsOf::square, 8);
            CompletableFuture<String> submitted = pool.submit(() -> "value");
            assertThat(List.of(applied, Pools.get(later), Pools.get(submitted)))
                    .isEqualTo(List.of(49, 64, "value"));
            try (Stream<Integer> all = pool.imapUnordered(x -> x + 1, numbers)) {
                assertThat(all.sorted().toList()).isEqualTo(next);
            }
            Callable<Integer> five = (Callable<Integer> & java.io.Serializable) () -> 5;
            assertThat(pool.invokeAll(List.of(five, five))).hasSize(2);
            assertThat(pool.invokeAny(List.of(five))).isEqualTo(5);
        }
    }

    /** Apart, so that the functions capture no test. */
    private static final class FormsOf {
        static int square(int number) {
            return number * number;
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_failures(Where where) throws Exception {
        try (TaskPool pool = where.open(TWO)) {
            assertThatThrownBy(() -> pool.map(TwinIT::half, List.of(2, 3, 5)))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("odd: 3");
            assertThatThrownBy(() -> pool.apply(TwinIT::half, 9))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("odd: 9");
            assertThat(Pools.failure(pool.applyAsync(TwinIT::half, 11)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("odd: 11");
            try (var outcomes = pool.outcomes(TwinIT::half, List.of(4, 5, 6))) {
                List<Outcome<Integer, Integer>> all = outcomes.toList();
                assertThat(all.get(0).valueOrThrow()).isEqualTo(2);
                assertThat(all.get(0).run().attempts()).isEqualTo(1);
                assertThat(((Outcome.Failed<Integer, Integer>) all.get(1)).cause())
                        .hasMessage("odd: 5");
                assertThat(all.get(2).input()).isEqualTo(6);
                assertThat(all.get(2).run().index()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_anEndlessSource_isPulledAsFarAsNeeded(Where where) {
        AtomicInteger pulled = new AtomicInteger();
        try (TaskPool pool = where.open(TWO);
                Stream<Integer> results =
                        pool.imap(x -> x + 1, Stream.generate(pulled::incrementAndGet))) {
            assertThat(results.limit(100).toList()).hasSize(100);
            assertThat(pulled.get()).isLessThanOrEqualTo(100 + 2 * 2048 + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_whatASourceThrows_comesAfterTheOutcomesBeforeIt(Where where) {
        Stream<Integer> source =
                Stream.of(1, 2, 3)
                        .peek(each -> {
                            if (each == 3) {
                                throw new IllegalStateException("expected, of a source");
                            }
                        });
        try (TaskPool pool = where.open(TWO);
                Stream<Integer> results = pool.imap(x -> x + 1, source)) {
            Iterator<Integer> each = results.iterator();
            List<Integer> taken = new ArrayList<>();
            assertThatThrownBy(() -> each.forEachRemaining(taken::add))
                    .hasMessage("expected, of a source");
            assertThat(taken).containsExactly(2, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_aTimeLimit_strikes_andThePoolGoesOn(Where where) throws Exception {
        String never = file("never");
        try (TaskPool pool = where.open(ONE.withTaskTimeout(Duration.ofMillis(200)))) {
            CompletableFuture<Void> future = pool.run(() -> Pools.park(never));
            Throwable late = Pools.failure(future);
            assertThat(late).isInstanceOf(TaskTimeoutException.class);
            if (where == Where.THREADS) {
                assertThat(((TaskTimeoutException) late).workerStack()).isNotEmpty();
            }
            assertThat(Pools.get(Pools.patient(pool).submit(() -> 1))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_cancelling_stopsTheTask(Where where) throws Exception {
        String begun = file("begun");
        String never = file("never");
        try (TaskPool pool = where.open(ONE)) {
            CompletableFuture<Void> future =
                    pool.run(() -> {
                        Pools.touch(begun);
                        Pools.park(never);
                    });
            Pools.awaitFile(new File(begun));
            future.cancel(true);
            // The only worker is free again.
            assertThat(Pools.get(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    private static int failUntilThird(String counter) {
        File[] before = new File(counter).listFiles();
        int attempt = 1 + (before == null ? 0 : before.length);
        Pools.touch(counter + "/" + attempt);
        if (attempt < 3) {
            throw new IllegalStateException("attempt " + attempt);
        }
        return attempt;
    }

    @ParameterizedTest
    @EnumSource
    void O12_retries_withTheirHistory(Where where) throws Exception {
        RetryPolicy policy =
                RetryPolicy.retries(2).withBackoff(Duration.ofMillis(1), Duration.ofMillis(5));
        try (TaskPool pool = where.open(ONE.withRetryPolicy(policy))) {
            CompletableFuture<Integer> third = pool.applyAsync(TwinIT::failUntilThird, file(""));
            assertThat(Pools.get(third)).isEqualTo(3);
            Throwable failure = Pools.failure(pool.applyAsync(TwinIT::half, 3));
            assertThat(failure.getSuppressed())
                    .hasSize(2)
                    .allMatch(each -> each instanceof AttemptFailedException);
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_prioritiesAndTheBoundOfWhatMayWait(Where where) throws Exception {
        String begun = file("begun");
        String goOn = file("go-on");
        try (TaskPool pool = where.open(ONE.withMaxWaiting(2, WhenFull.REFUSE))) {
            pool.run(() -> {
                Pools.touch(begun);
                Pools.park(goOn);
            });
            Pools.awaitFile(new File(begun));
            CompletableFuture<Long> usual = pool.submit(() -> System.nanoTime());
            CompletableFuture<Long> urgent =
                    pool.with(TaskOptions.defaults().withPriority(Priority.HIGH))
                            .submit(() -> System.nanoTime());
            assertThatThrownBy(() -> pool.submit(() -> 3))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("as many tasks wait as may: waiting=2");
            assertThat(pool.stats().waitingTasks()).isEqualTo(2);
            Pools.touch(goOn);
            assertThat(Pools.get(urgent) - Pools.get(usual)).isNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_growsAndShrinks(Where where) throws Exception {
        String goOn = file("go-on");
        PoolOptions elastic = TWO.withWorkers(1, 3).withIdleTimeout(Duration.ofMillis(20));
        try (TaskPool pool = where.open(elastic)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(pool.run(() -> Pools.park(goOn)));
            }
            Await.until("it has grown", () -> pool.stats().busyWorkers() == 3);
            Pools.touch(goOn);
            for (CompletableFuture<Void> each : all) {
                Pools.get(each);
            }
            Await.until("it has shrunk", () -> pool.stats().workers() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_twoTasksThatComeTogether_runTogether_whereOneWorkerIsIdle(Where where)
            throws Exception {
        try (TaskPool pool = where.open(TWO.withWorkers(1, 2))) {
            assertThat(Pools.get(pool.submit(() -> 1))).isEqualTo(1);
            String here = file("here");
            String there = file("there");
            CompletableFuture<Void> one = pool.run(() -> meet(here, there));
            CompletableFuture<Void> other = pool.run(() -> meet(there, here));
            Pools.get(one);
            Pools.get(other);
        }
    }

    private static void meet(String own, String other) {
        Pools.touch(own);
        Pools.park(other);
    }

    @Test
    void O12_aTaskThatComesWhileTheLastThreadLeaves_isRun() throws Exception {
        PoolOptions restless = ONE.withWorkers(0, 1).withIdleTimeout(Duration.ofNanos(1));
        try (TaskPool pool = ThreadPool.open(restless)) {
            for (int i = 0; i < 5000; i++) {
                int number = i;
                assertThat(Pools.get(pool.submit(() -> number))).isEqualTo(number);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void O12_shutdownNow_endsEverything(Where where) throws Exception {
        String begun = file("begun");
        String never = file("never");
        TaskPool pool = where.open(ONE);
        CompletableFuture<Void> running =
                pool.run(() -> {
                    Pools.touch(begun);
                    Pools.park(never);
                });
        Pools.awaitFile(new File(begun));
        CompletableFuture<Integer> waiting = pool.submit(() -> 1);
        CompletableFuture<List<Integer>> map = pool.mapAsync(x -> x, List.of(1, 2));
        assertThat(pool.shutdownNow()).hasSize(1);
        for (CompletableFuture<?> each : List.of(running, waiting, map)) {
            assertThat(Pools.failure(each)).isInstanceOf(CancellationException.class);
        }
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("[pool twin] no longer takes tasks: it was shut down");
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void O12_close_worksOffWhatWasSubmitted(Where where) {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        CompletableFuture<List<Integer>> map;
        try (TaskPool pool = where.open(TWO)) {
            for (int i = 0; i < 500; i++) {
                int number = i;
                all.add(pool.submit(() -> number));
            }
            map = pool.mapAsync(x -> x + 1, IntStream.range(0, 20_000).boxed().toList());
        }
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(map.join()).hasSize(20_000);
    }

    @ParameterizedTest
    @EnumSource
    void O12_aCallback_mayClose(Where where) throws Exception {
        TaskPool pool = where.open(ONE);
        Pools.get(pool.submit(() -> 1).thenRun(pool::close));
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void O12_threads_shareWhatTheyAreGiven() {
        Object notSerializable = new Object();
        try (TaskPool pool = ThreadPool.of(2)) {
            Object same = pool.apply(x -> x, notSerializable);
            assertThat(same).isSameAs(notSerializable);
        }
    }

    @Test
    void O12_aThreadThatIsDeaf_doesNotHoldUpTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TaskPool pool = ThreadPool.open(ONE.withStopGrace(Duration.ofMillis(10)));
        try {
            CompletableFuture<Void> deaf =
                    pool.run(() -> {
                        begun.countDown();
                        while (goOn.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                    });
            begun.await();
            pool.shutdownNow();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Pools.failure(deaf)).isInstanceOf(CancellationException.class);
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void O12_setUpAndTidying_runInEachThread() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        PoolOptions options =
                TWO.withStartAtOnce(true)
                        .withInitializer(begun::incrementAndGet)
                        .withFinalizer(ended::incrementAndGet);
        try (TaskPool pool = ThreadPool.open(options)) {
            Await.until("both are set up", () -> begun.get() == 2);
            assertThat(pool.map(x -> x, List.of(1, 2, 3))).hasSize(3);
        }
        assertThat(ended).hasValue(2);
    }

    @Test
    void O12_aSetUpThatFails_failsThePool() throws Exception {
        PoolOptions options =
                ONE.withInitializer(() -> {
                    throw new IllegalStateException("expected, of an initializer");
                });
        try (TaskPool pool = ThreadPool.open(options)) {
            assertThat(Pools.failure(pool.submit(() -> 1)))
                    .hasMessage("expected, of an initializer");
            assertThatThrownBy(() -> pool.submit(() -> 2))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasRootCauseMessage("expected, of an initializer");
        }
    }
}
