package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskCallable;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O2: futures, what stops their tasks, and where their callbacks run. */
class SubmitIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    /** Begins a task, ends its future, and returns whether the worker lives on. */
    private boolean survives(
            TaskCallable<Integer> task, Consumer<CompletableFuture<Integer>> ending)
            throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withWorkers(1).withStopGrace(Duration.ofSeconds(2));
        try (var pool = ProcessPool.open(options)) {
            pool.apply(x -> x, 1);
            Pid before = Pools.worker(pool);
            CompletableFuture<Integer> future = pool.submit(task);
            Pools.awaitFile(file("begun"));
            ending.accept(future);
            assertThat(future).isDone();
            long after = Pools.get(pool.submit(() -> Pools.ownPid()));
            return after == before.number();
        }
    }

    @Test
    void O2_cancel_interruptsTheTask_andItsWorkerIsReused() throws Exception {
        assertThat(survives(Pools.blocking(file("begun")), it -> it.cancel(true))).isTrue();
    }

    @Test
    void O2_cancelOfADeafTask_replacesTheWorker() throws Exception {
        assertThat(survives(Pools.deaf(file("begun")), it -> it.cancel(true))).isFalse();
    }

    @Test
    void O2_complete_stopsTheTask() throws Exception {
        assertThat(
                        survives(
                                Pools.blocking(file("begun")),
                                it -> assertThat(it.complete(3)).isTrue()))
                .isTrue();
    }

    @Test
    void O2_completeExceptionally_stopsTheTask() throws Exception {
        assertThat(
                        survives(
                                Pools.blocking(file("begun")),
                                it -> it.completeExceptionally(new IllegalStateException("x"))))
                .isTrue();
    }

    @Test
    void O2_orTimeout_stopsTheTask() throws Exception {
        assertThat(
                        survives(
                                Pools.blocking(file("begun")),
                                it ->
                                        assertThatThrownBy(
                                                        it.orTimeout(50, TimeUnit.MILLISECONDS)
                                                                ::get)
                                                .hasCauseInstanceOf(TimeoutException.class)))
                .isTrue();
    }

    @Test
    void O2_cancelOfWaitingTasks_letsTheRunningOneBe() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            String gate = file("gate").getPath();
            CompletableFuture<Long> running =
                    pool.submit(() -> {
                        Pools.park(gate);
                        return Pools.ownPid();
                    });
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String path = file("ran" + i).getPath();
                waiting.add(pool.submit(() -> Pools.touch(path)));
            }
            for (int i = 0; i < 20; i += 2) {
                assertThat(waiting.get(i).cancel(true)).isTrue();
            }
            Pools.touch(gate);
            long pid = Pools.get(running);
            for (int i = 1; i < 20; i += 2) {
                Pools.get(waiting.get(i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(file("ran" + i).exists()).as("task %s ran", i).isEqualTo(i % 2 == 1);
            }
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(pid);
        }
    }

    @Test
    void O2_cancelRacesWithTheBacklog_noTaskIsLeftRunning() throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withWorkers(2).withStopGrace(Duration.ofMillis(500));
        try (var pool = ProcessPool.open(options)) {
            File begun = file("begun");
            for (int i = 0; i < 300; i++) {
                CompletableFuture<Integer> doomed = pool.submit(Pools.blocking(begun));
                if (i % 3 == 0) {
                    Thread.onSpinWait();
                } else if (i % 3 == 1) {
                    Thread.yield();
                }
                doomed.cancel(true);
            }
            assertThat(Pools.get(pool.submit(() -> 5))).isEqualTo(5);
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
        }
    }

    @Test
    void O2_cancelTwice_andAfterTheEnd_isHarmless() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            CompletableFuture<Integer> done = pool.submit(() -> 1);
            Pools.get(done);
            assertThat(done.cancel(true)).isFalse();
            CompletableFuture<Integer> blocked = pool.submit(Pools.blocking(file("begun")));
            Pools.awaitFile(file("begun"));
            assertThat(blocked.cancel(true)).isTrue();
            assertThat(blocked.cancel(true)).isTrue();
            assertThat(Pools.failure(blocked)).isInstanceOf(CancellationException.class);
            assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
        }
    }

    // ---- callbacks ---------------------------------------------------------------------------

    @Test
    void O2_callbacks_runInThisProcess_withTheValue() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            List<Object> seen = new ArrayList<>();
            CompletableFuture<Integer> future = pool.submit(() -> 20);
            CompletableFuture<Integer> then =
                    future.thenApply(value -> {
                        seen.add(Pools.ownPid());
                        return value + 1;
                    });
            assertThat(Pools.get(then)).isEqualTo(21);
            assertThat(seen).containsExactly(Pools.ownPid());
        }
    }

    @Test
    void F18_throwingCallbacks_harmNobody() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            List<CompletableFuture<?>> chained = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                chained.add(
                        pool.submit(() -> 1)
                                .whenComplete((value, thrown) -> {
                                    throw new AssertionError("thrown by a callback");
                                }));
            }
            for (CompletableFuture<?> each : chained) {
                assertThat(Pools.failure(each)).hasRootCauseInstanceOf(AssertionError.class);
            }
            assertThat(Pools.get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void F18_blockingCallbacks_holdUpNobody() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (var pool = ProcessPool.of(2)) {
            List<CompletableFuture<?>> blocked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                blocked.add(
                        pool.submit(() -> 1)
                                .thenAccept(value -> {
                                    try {
                                        gate.await();
                                    } catch (InterruptedException stop) {
                                        throw new IllegalStateException(stop);
                                    }
                                }));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(Pools.get(pool.submit(() -> 2))).isEqualTo(2);
                assertThat(Pools.answer(pool, x -> x, 3)).isEqualTo(3);
            }
            assertThat(blocked).noneMatch(CompletableFuture::isDone);
            gate.countDown();
            for (CompletableFuture<?> each : blocked) {
                Pools.get(each);
            }
        }
    }

    @Test
    void O2_submitFromACallback_works() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            CompletableFuture<Integer> future = pool.submit(() -> 0);
            for (int i = 0; i < 50; i++) {
                future = future.thenCompose(value -> pool.submit(() -> value + 1));
            }
            assertThat(Pools.get(future)).isEqualTo(50);
        }
    }
}
