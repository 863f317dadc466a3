package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.AttemptFailedException;
import dev.procession.RemoteException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O7: retries, only on request, counted and limited. */
class RetryIT {

    @TempDir File directory;

    private static PoolOptions retrying(int retries) {
        return PoolOptions.defaults().withWorkers(1).withName("retrying").withRetries(retries);
    }

    private static int count(File counter) {
        File[] files = counter.listFiles();
        return files == null ? 0 : files.length;
    }

    /** Fails until the given attempt. */
    private static int failUntil(String path, int attempt, Runnable failing) {
        int number = 1 + count(new File(path));
        Pools.touch(path + "/" + number);
        if (number < attempt) {
            failing.run();
        }
        return number;
    }

    private Outcome<String, Integer> retried(int retries, int attempt, String how) {
        return retried(RetryPolicy.retries(retries), attempt, how);
    }

    private Outcome<String, Integer> retried(RetryPolicy policy, int attempt, String how) {
        PoolOptions unlimited = retrying(0).withRetryPolicy(policy);
        // Long enough for the attempt that does not hang, on any machine.
        PoolOptions options =
                how.equals("hang") ? unlimited.withTaskTimeout(Duration.ofSeconds(2)) : unlimited;
        try (var pool = ProcessPool.open(options);
                Stream<Outcome<String, Integer>> outcomes =
                        pool.outcomes(
                                path -> failUntil(path, attempt, () -> failBy(how)),
                                List.of(directory.getPath()))) {
            return outcomes.findFirst().orElseThrow();
        }
    }

    private static void failBy(String how) {
        switch (how) {
            case "throw" -> throw new IllegalStateException("again");
            case "halt" -> Runtime.getRuntime().halt(3);
            case "hang" -> {
                try {
                    Thread.sleep(Duration.ofMinutes(10));
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            }
            default -> throw new AssertionError(how);
        }
    }

    @Test
    void O7_noRetriesUnlessAskedFor() {
        Outcome<String, Integer> outcome = retried(0, 2, "throw");
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.run().attempts()).isEqualTo(1);
        assertThat(count(directory)).isEqualTo(1);
    }

    @Test
    void O7_retriesAfterAnException_areCounted() {
        Outcome<String, Integer> outcome = retried(2, 3, "throw");
        assertThat(outcome).isInstanceOf(Outcome.Ok.class);
        assertThat(outcome.run().attempts()).isEqualTo(3);
    }

    @Test
    void O7_retriesAfterADeath_areCounted() {
        Outcome<String, Integer> outcome = retried(2, 3, "halt");
        assertThat(outcome).isInstanceOf(Outcome.Ok.class);
        assertThat(outcome.run().attempts()).isEqualTo(3);
    }

    @Test
    void O7_retriesAfterATimeout_areCounted() {
        Outcome<String, Integer> outcome = retried(1, 2, "hang");
        assertThat(outcome).isInstanceOf(Outcome.Ok.class);
        assertThat(outcome.run().attempts()).isEqualTo(2);
    }

    @Test
    void O7_poison_isGivenUpAfterItsRetries() {
        Outcome<String, Integer> outcome = retried(2, 100, "halt");
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed<String, Integer>) outcome).cause())
                .isInstanceOf(WorkerDiedException.class);
        assertThat(outcome.run().attempts()).isEqualTo(3);
        assertThat(count(directory)).isEqualTo(3);
    }

    @Test
    void O7_cancelledTask_isNotTriedAgain() throws Exception {
        try (var pool = ProcessPool.open(retrying(5))) {
            String path = directory.getPath();
            CompletableFuture<Integer> future =
                    pool.submit(() -> failUntil(path, 100, () -> failBy("hang")));
            Await.until("it has begun", () -> count(directory) == 1);
            future.cancel(true);
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            assertThat(count(directory)).isEqualTo(1);
        }
    }

    private static Throwable causeOf(Outcome<String, Integer> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed<String, Integer>) outcome).cause();
    }

    @Test
    void O7_theLastFailure_carriesTheAttemptsBeforeIt() {
        Throwable cause = causeOf(retried(2, 100, "throw"));
        assertThat(cause).isInstanceOf(IllegalStateException.class).hasMessage("again");
        assertThat(cause.getSuppressed()).hasSize(2);
        AttemptFailedException second = (AttemptFailedException) cause.getSuppressed()[1];
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.pid()).isPositive();
        assertThat(second)
                .hasMessageStartingWith("attempt 2 in process " + second.pid() + " failed after ")
                .cause()
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("again");
    }

    @Test
    void O7_theHistory_tellsOfDeathsToo() {
        Throwable cause = causeOf(retried(1, 100, "halt"));
        assertThat(cause.getSuppressed())
                .singleElement()
                .extracting(Throwable::getCause)
                .isInstanceOf(WorkerDiedException.class)
                .isNotSameAs(cause);
    }

    @Test
    void O7_afterOtherFailuresThanTheNamed_thereIsNoRetry() {
        RetryPolicy policy = RetryPolicy.retries(5).on(RetryPolicy.Failure.DEATH);
        Outcome<String, Integer> outcome = retried(policy, 3, "throw");
        assertThat(causeOf(outcome)).hasMessage("again");
        assertThat(outcome.run().attempts()).isEqualTo(1);
    }

    @Test
    void O7_poison_isGivenUpAfterTheWorkersItMayCost() {
        RetryPolicy policy = RetryPolicy.retries(50).withPoisonLimit(2);
        Outcome<String, Integer> outcome = retried(policy, 100, "halt");
        assertThat(causeOf(outcome)).isInstanceOf(WorkerDiedException.class);
        assertThat(outcome.run().attempts()).isEqualTo(2);
    }

    @Test
    void O7_aBackoff_isWaitedFor() {
        Duration wait = Duration.ofMillis(300);
        long start = System.nanoTime();
        Outcome<String, Integer> outcome =
                retried(RetryPolicy.retries(1).withBackoff(wait, wait), 2, "throw");
        assertThat(outcome).isInstanceOf(Outcome.Ok.class);
        assertThat(System.nanoTime() - start).isGreaterThan(wait.toNanos());
    }

    @Test
    void O4_shutdownNow_endsABackoff() throws Exception {
        RetryPolicy policy =
                RetryPolicy.retries(5).withBackoff(Duration.ofHours(1), Duration.ofHours(1));
        try (var pool = ProcessPool.open(retrying(0).withRetryPolicy(policy))) {
            String path = directory.getPath();
            CompletableFuture<Integer> future =
                    pool.submit(() -> failUntil(path, 100, () -> failBy("throw")));
            // The next task is run after the first attempt has ended.
            Await.until("it has begun", () -> count(directory) == 1);
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            assertThat(pool.shutdownNow()).isEmpty();
            assertThat(Pools.failure(future)).isInstanceOf(CancellationException.class);
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void O7_F9_aWorkerThatDiesWhileItsOverdueTaskIsStopped_costsThatAttemptOnce() {
        PoolOptions options =
                retrying(1).withWorkers(2).withTaskTimeout(Await.scaled(Duration.ofMillis(60)));
        List<Integer> inputs = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        try (var pool = ProcessPool.open(options)) {
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(x -> haltIfInterrupted(), inputs)) {
                outcomes.forEach(outcome -> {
                    Throwable cause = ((Outcome.Failed<Integer, Integer>) outcome).cause();
                    assertThat(cause).isInstanceOf(TaskTimeoutException.class);
                    assertThat(cause.getSuppressed()).hasSize(1);
                    assertThat(cause.getSuppressed()[0])
                            .hasCauseInstanceOf(TaskTimeoutException.class);
                    assertThat(outcome.run().attempts()).isEqualTo(2);
                });
            }
            Await.until("all are counted out", () -> pool.stats().unfinishedTasks() == 0);
        }
    }

    private static int haltIfInterrupted() {
        try {
            Thread.sleep(Duration.ofMinutes(10));
        } catch (InterruptedException stop) {
            Runtime.getRuntime().halt(3);
        }
        return 1;
    }
}
