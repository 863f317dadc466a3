package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows F4, F23 and P1: workers that do not come up, and classes that would start more of them. */
class StartIT {

    @TempDir File directory;

    private static PoolOptions withJvm(String... options) {
        return PoolOptions.defaults()
                .withName("stillborn")
                .withWorkers(2)
                .withProcess(
                        ProcessOptions.defaults()
                                .withJvmOptions(options)
                                .withOutput(OutputMode.CAPTURED));
    }

    @Test
    void F23_badJvmOption_thePoolFailsFast_andEveryTaskGetsTheReason() throws Exception {
        try (var pool = ProcessPool.open(withJvm("-XX:+NoSuchOption"))) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int value = i;
                futures.add(pool.submit(() -> value));
            }
            for (CompletableFuture<Integer> each : futures) {
                assertThat(Pools.failure(each))
                        .isInstanceOf(WorkerDiedException.class)
                        .hasMessageStartingWith("[pool stillborn] worker stillborn-")
                        .hasMessageContaining("could not be started, ")
                        .hasMessageContaining("NoSuchOption");
            }
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class);
            assertThatThrownBy(() -> pool.apply(x -> x, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(pool.isShutdown()).isTrue();
            assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.workersStarted()).isBetween(6L, 13L);
        }
    }

    @Test
    void F23_map_failsWithTheReason() {
        try (var pool = ProcessPool.open(withJvm("-XX:+NoSuchOption"))) {
            assertThatThrownBy(() -> pool.map(x -> x, IntStream.range(0, 100).boxed()))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("NoSuchOption");
        }
    }

    @Test
    void F23_outcomes_allHaveTheReason_andNothingIsThrown() {
        try (var pool = ProcessPool.open(withJvm("-XX:+NoSuchOption"));
                var outcomes = pool.outcomes(x -> x, IntStream.range(0, 100).boxed())) {
            assertThat(outcomes)
                    .hasSize(100)
                    .allSatisfy(each -> {
                        assertThat(each).isInstanceOf(Outcome.Failed.class);
                        assertThat(((Outcome.Failed<?, ?>) each).cause())
                                .isInstanceOf(WorkerDiedException.class);
                        assertThat(each.run().attempts()).isZero();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"child.boot", "child.told", "worker.claim"})
    void F4_deathInEveryPhaseOfAStart_isAFailedStart_andBegunTasksAreNone(String place)
            throws Exception {
        PoolOptions options = Pools.withFault(PoolOptions.defaults(), place + ":halt=9");
        try (var pool = ProcessPool.open(options.withWorkers(1))) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            assertThat(Pools.failure(future))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("could not be started, 6 times")
                    .hasMessageContaining("exited(9)");
        }
    }

    @Test
    void F23_shutdownNowDuringTheBackoff_isImmediate() throws Exception {
        var pool = ProcessPool.open(withJvm("-XX:+NoSuchOption"));
        CompletableFuture<Integer> future = pool.submit(() -> 1);
        Await.until("some start has failed", () -> pool.workersStarted() >= 3);
        assertThat(pool.shutdownNow()).hasSizeLessThanOrEqualTo(1);
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void F23_hangingStart_isKilledAtItsDeadline() throws Exception {
        String gate = new File(directory, "gate").getPath();
        ProcessOptions process =
                ProcessOptions.defaults()
                        .withStartTimeout(Duration.ofMillis(300))
                        .withJvmOptions("-Dprocession.fault=child.boot:wait=" + gate);
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withProcess(process);
        try (var pool = ProcessPool.open(options)) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            assertThat(Pools.failure(future))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("start timeout of 300 ms");
        }
    }

    @Test
    void F23_hangingStart_doesNotHoldUpShutdownNow() throws Exception {
        String gate = new File(directory, "gate").getPath();
        PoolOptions options =
                Pools.withFault(PoolOptions.defaults(), "child.boot:wait=" + gate)
                        .withWorkers(2)
                        .withStopGrace(Duration.ofMillis(300));
        var pool = ProcessPool.open(options);
        CompletableFuture<Integer> future = pool.submit(() -> 1);
        Await.until("it starts", () -> pool.workersStarted() == 1);
        Pools.awaitFile(new File(gate + ".reached"));
        pool.shutdownNow();
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void F4_oneFailedStart_isOnlyADelay() throws Exception {
        // The first worker waits in vain and is killed; the next one finds the gate open.
        String gate = new File(directory, "gate").getPath();
        ProcessOptions process =
                ProcessOptions.defaults()
                        .withStartTimeout(Await.scaled(Duration.ofSeconds(1)))
                        .withJvmOptions("-Dprocession.fault=child.boot:wait=" + gate);
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withProcess(process);
        try (var pool = ProcessPool.open(options)) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            Await.until("a second worker starts", () -> pool.workersStarted() >= 2);
            Pools.touch(gate);
            assertThat(Pools.get(future)).isEqualTo(1);
        }
    }

    // ---- P1 ----------------------------------------------------------------------------------

    /** What a user may write without a second thought. */
    static final class HasAPool {
        static final ProcessPool POOL = ProcessPool.of(1);

        private HasAPool() {}

        static int callWithLambda() throws Exception {
            return POOL.submit(() -> 1).get();
        }
    }

    static final class UsesAPoolOfItsClass {
        static final int SUM = sum();

        private UsesAPoolOfItsClass() {}

        private static int sum() {
            try (var pool = ProcessPool.of(1)) {
                return pool.map(x -> x, List.of(1, 2)).stream().mapToInt(x -> x).sum();
            }
        }

        static int read() {
            return SUM;
        }
    }

    @Test
    void P1_poolInAStaticInitializer_isRefusedInTheWorker() {
        try {
            // Decoding the lambda initializes HasAPool in the worker.
            assertThatThrownBy(HasAPool::callWithLambda)
                    .cause()
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("must not be started by a static initializer");
            assertThat(HasAPool.POOL.workersStarted()).isEqualTo(1);
        } finally {
            HasAPool.POOL.close();
        }
    }

    @Test
    void P1_poolInAStaticInitializerThatATaskRuns_isRefusedInTheWorker() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.submit(() -> UsesAPoolOfItsClass.read()).get())
                    .cause()
                    .isInstanceOf(ExceptionInInitializerError.class)
                    .rootCause()
                    .hasMessageContaining("must not be started by a static initializer");
        }
    }

    @Test
    void timeoutsOfTasksThatWaitForAWorker_countFromTheirBeginning() throws Exception {
        // The start takes longer than the limit.
        PoolOptions options =
                Pools.withFault(
                                PoolOptions.defaults(),
                                "child.told:wait=" + new File(directory, "gate"))
                        .withWorkers(1)
                        .withTaskTimeout(Duration.ofSeconds(2));
        try (var pool = ProcessPool.open(options)) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);
            Pools.awaitFile(new File(directory, "gate.reached"));
            Await.holds(Duration.ofMillis(2200), () -> false);
            assertThat(future).isNotDone();
            Pools.touch(new File(directory, "gate").getPath());
            assertThat(Pools.get(future)).isEqualTo(1);
        }
    }
}
