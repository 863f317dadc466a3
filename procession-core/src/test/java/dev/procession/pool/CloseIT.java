package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskAction;
import dev.procession.TaskCallable;
import dev.procession.TaskRunnable;
import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row O4: closing a pool waits for its work, stopping it is bounded; both are idempotent. */
class CloseIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static TaskCallable<Integer> value(int value) {
        return () -> value;
    }

    @Test
    void O4_afterShutdown_everythingIsRejected_andWhatWasSubmittedRuns() throws Exception {
        var pool = ProcessPool.of(1);
        String gate = file("gate").getPath();
        TaskCallable<Integer> task =
                () -> {
                    Pools.park(gate);
                    return 1;
                };
        List<CompletableFuture<Integer>> futures =
                List.of(pool.submit(task), pool.submit(task), pool.submit(task));
        pool.shutdown();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> pool.submit(value(1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("was shut down");
        TaskRunnable runnable = () -> {};
        TaskAction action = () -> {};
        assertThatThrownBy(() -> pool.submit(runnable))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.run(action)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.execute(runnable))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.apply(x -> x, 1))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.invokeAll(List.of(value(1))))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.of(value(1))))
                .isInstanceOf(RejectedExecutionException.class);
        Pools.touch(gate);
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(futures).allMatch(future -> future.state() == Future.State.SUCCESS);
        pool.shutdown();
        assertThat(pool.shutdownNow()).isEmpty();
        pool.close();
    }

    @Test
    void O4_close_waitsForWhatWasSubmitted() throws Exception {
        var pool = ProcessPool.of(1);
        String gate = file("gate").getPath();
        CompletableFuture<Integer> future =
                pool.submit(() -> {
                    Pools.park(gate);
                    return 1;
                });
        Thread closer = Thread.ofPlatform().start(pool::close);
        Await.until("the pool is being closed", pool::isShutdown);
        assertThat(future).isNotDone();
        assertThat(closer.isAlive()).isTrue();
        Pools.touch(gate);
        closer.join(Duration.ofSeconds(10));
        assertThat(closer.isAlive()).isFalse();
        assertThat(future.resultNow()).isEqualTo(1);
    }

    @Test
    void O4_closedPool_hasCompletedEveryFuture() {
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<byte[]>> futures = new ArrayList<>();
            try (var pool = ProcessPool.of(1)) {
                for (int i = 0; i < 200; i++) {
                    futures.add(pool.submit(() -> new byte[5000]));
                }
            }
            assertThat(futures).allMatch(future -> future.state() == Future.State.SUCCESS);
        }
    }

    @Test
    void O4_callbackThatNeverReturns_doesNotHoldUpTheEnd() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> blocked;
        try (var pool = ProcessPool.of(1)) {
            blocked =
                    pool.submit(value(1))
                            .thenRun(() -> {
                                try {
                                    gate.await();
                                } catch (InterruptedException stop) {
                                    throw new IllegalStateException(stop);
                                }
                            });
        }
        assertThat(blocked).isNotDone();
        gate.countDown();
        Pools.get(blocked);
    }

    @Test
    void O4_closeOfAnUnusedPool_isImmediate_andIdempotent() {
        var pool = ProcessPool.of(2);
        pool.close();
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void O4_closeWhileTheWorkerStarts_returns() {
        for (int i = 0; i < 5; i++) {
            var pool = ProcessPool.of(2);
            CompletableFuture<Integer> future = pool.submit(value(i));
            pool.close();
            assertThat(future.resultNow()).isEqualTo(i);
        }
    }

    @Test
    void O4_closeFromACallback_returns() throws Exception {
        var pool = ProcessPool.of(1);
        CompletableFuture<Void> closed = pool.submit(value(1)).thenRun(pool::close);
        Pools.get(closed);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void O4_shutdownNow_returnsWhatNeverRan_andCompletesEveryFuture() throws Exception {
        var pool = ProcessPool.of(1);
        CompletableFuture<Integer> running = pool.submit(Pools.blocking(file("begun")));
        Pools.awaitFile(file("begun"));
        String path = file("never").getPath();
        TaskRunnable never = () -> Pools.touch(path);
        TaskCallable<Integer> neverToo = value(1);
        CompletableFuture<Void> second = pool.submit(never);
        CompletableFuture<Integer> third = pool.submit(neverToo);
        List<Runnable> returned = pool.shutdownNow();
        assertThat(returned).hasSize(2);
        assertThat(returned.get(0)).isSameAs(never);
        assertThat(returned.get(1))
                .isInstanceOfSatisfying(
                        NeverRan.class,
                        it -> {
                            assertThat(it.original()).isSameAs(neverToo);
                            assertThat(it.future()).isSameAs(third);
                        });
        for (CompletableFuture<?> future : List.of(running, second, third)) {
            assertThat(Pools.failure(future))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("was cancelled by shutdownNow");
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(file("never")).doesNotExist();
        assertThat(pool.shutdownNow()).isEmpty();
        pool.close();
    }

    /** A pool whose worker waits at a fault point, having made the file {@code gate.reached}. */
    private ProcessPool openHeldAt(String place) {
        return ProcessPool.open(
                Pools.withFault(
                        PoolOptions.defaults().withWorkers(1).withStopGrace(Duration.ofMillis(400)),
                        place + ":wait=" + file("gate")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "child.boot",
                "child.told",
                "worker.claim",
                "worker.begun",
                "worker.decoded",
                "lane.head"
            })
    void O4_shutdownNowWhileTheFirstTaskIsOnItsWay_isBounded(String place) throws Exception {
        var pool = openHeldAt(place);
        CompletableFuture<Integer> future = pool.submit(value(1));
        Pools.awaitFile(file("gate.reached"));
        pool.shutdownNow();
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(Pools.failure(future)).isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"child.arm", "child.armed"})
    void O4_shutdownNowWhileTheLifelineIsArmed_isBounded(String place) throws Exception {
        var pool = openHeldAt(place);
        Pools.get(pool.submit(value(1)));
        Pools.awaitFile(file("gate.reached"));
        CompletableFuture<Integer> second = pool.submit(value(2));
        pool.shutdownNow();
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        Await.until("the second task has an outcome", second::isDone);
    }

    @Test
    void O4_shutdownNowUnderLoad_isBounded() throws Exception {
        for (int i = 0; i < 10; i++) {
            var pool =
                    ProcessPool.open(
                            PoolOptions.defaults()
                                    .withWorkers(2)
                                    .withStopGrace(Duration.ofMillis(400)));
            for (int k = 0; k < 50; k++) {
                pool.apply(x -> x, k);
            }
            // Many short tasks, then deaf ones: whatever begins while the pool is stopped.
            List<CompletableFuture<?>> futures = new ArrayList<>();
            for (int k = 0; k < 30; k++) {
                futures.add(pool.submit(value(k)));
            }
            for (int k = 0; k < 30; k++) {
                futures.add(pool.submit(Pools.deaf(file("begun"))));
            }
            pool.shutdownNow();
            assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).as("terminated, %s", i).isTrue();
            for (CompletableFuture<?> future : futures) {
                Await.until("every future is done", future::isDone);
            }
        }
    }

    @Test
    void O4_closingThreadInterrupted_stopsEverything() throws Exception {
        var pool = ProcessPool.of(1);
        CompletableFuture<Integer> running = pool.submit(Pools.blocking(file("begun")));
        Pools.awaitFile(file("begun"));
        Thread closer = Thread.ofPlatform().start(pool::close);
        closer.interrupt();
        closer.join(Duration.ofSeconds(10));
        assertThat(closer.isAlive()).isFalse();
        assertThat(Pools.failure(running)).isInstanceOf(CancellationException.class);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void O4_shutdownWhileMapping_theMapFailsOrEnds_andThePoolEnds() throws Exception {
        var pool = ProcessPool.of(2);
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        File begun = file("begun");
        String path = begun.getPath();
        Thread mapper =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                outcome.complete(
                                        pool.map(
                                                x -> {
                                                    Pools.touch(path);
                                                    return x;
                                                },
                                                IntStream.iterate(0, x -> x + 1).boxed()));
                            } catch (Throwable t) {
                                outcome.complete(t);
                            }
                        });
        Pools.awaitFile(begun);
        pool.shutdownNow();
        assertThat(Pools.get(outcome))
                .isInstanceOfAny(
                        RejectedExecutionException.class,
                        CompletionException.class,
                        CancellationException.class);
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        mapper.join();
    }

    @Test
    void O4_closeWithAnAbandonedStreamOfOutcomes_returns() {
        var pool = ProcessPool.of(2);
        var first = pool.outcomes(x -> x, IntStream.range(0, 10_000).boxed()).findFirst();
        assertThat(first).isPresent();
        Thread closer = Thread.ofPlatform().start(pool::close);
        Await.until("the pool is closed", Duration.ofSeconds(10), () -> !closer.isAlive());
    }
}
