package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.TaskCallable;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import dev.procession.testing.Await;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O1: a pool keeps the contract of {@code ExecutorService}, for tasks that can be encoded. */
class ExecutorContractIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static TaskCallable<Integer> value(int value) {
        return () -> value;
    }

    private static TaskCallable<Integer> failing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    // ---- workers -----------------------------------------------------------------------------

    @Test
    void O1_poolWithoutWork_startsNothing() {
        try (var pool = ProcessPool.of(3)) {
            assertThat(pool.workersStarted()).isZero();
            assertThat(pool.workers()).isEmpty();
        }
    }

    @Test
    void O1_oneTaskAfterTheOther_oneWorkerIsReused() {
        try (var pool = ProcessPool.of(3)) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                pids.add(pool.apply(x -> Pools.ownPid(), i));
            }
            assertThat(pids).hasSize(1).doesNotContain(Pools.ownPid());
            assertThat(pool.workersStarted()).isEqualTo(1);
        }
    }

    @Test
    void O1_manyTasksAtOnce_noMoreWorkersThanAskedFor() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            String gate = file("gate").getPath();
            TaskCallable<Long> task =
                    () -> {
                        Pools.park(gate);
                        return Pools.ownPid();
                    };
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(task));
            }
            Await.until(
                    "both workers are busy",
                    () -> pool.workers().stream().filter(WorkerInfo::isBusy).count() == 2);
            Pools.touch(gate);
            Set<Long> pids = new HashSet<>();
            for (CompletableFuture<Long> future : futures) {
                pids.add(Pools.get(future));
            }
            assertThat(pids).hasSize(2);
            assertThat(pool.workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void O1_shortTasksBefore_aBlockedWorkerStillGetsHelp() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            // Teaches the pool that tasks are short, with one worker.
            for (int i = 0; i < 500; i++) {
                pool.apply(x -> x, i);
            }
            String gate = file("gate").getPath();
            CompletableFuture<Void> blocked = pool.submit(() -> Pools.park(gate));
            Await.until("it runs", () -> pool.workers().stream().anyMatch(WorkerInfo::isBusy));
            assertThat(Pools.get(pool.submit(value(7)))).isEqualTo(7);
            assertThat(blocked).isNotDone();
            Pools.touch(gate);
            Pools.get(blocked);
        }
    }

    /** Of each caller: on a busy machine the first may be far ahead of the others. */
    private static final int MOST_CALLS = 10_000;

    @Test
    void O1_shortTasksBefore_severalCallersGetSeveralWorkers() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            for (int i = 0; i < 500; i++) {
                pool.apply(x -> x, i);
            }
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                callers.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int i = 0; i < MOST_CALLS; i++) {
                                        if (pool.workersStarted() == 2) {
                                            return;
                                        }
                                        pool.apply(ExecutorContractIT::burn, 200_000L);
                                    }
                                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(pool.workersStarted()).isEqualTo(2);
        }
    }

    private static long burn(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        return nanos;
    }

    // ---- submit and execute ------------------------------------------------------------------

    @Test
    void submit_allForms_complete() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            String path = file("ran").getPath();
            assertThat(Pools.get(pool.submit(() -> 42))).isEqualTo(42);
            TaskRunnable runnable = () -> Pools.touch(path);
            assertThat(Pools.get(pool.submit(runnable))).isNull();
            assertThat(file("ran")).exists();
            assertThat(Pools.get(pool.run(() -> Thread.sleep(1)))).isNull();
            assertThat(pool.submit((Runnable) runnable, "done").get()).isEqualTo("done");
            assertThat(pool.submit((Callable<Integer>) value(3)).get()).isEqualTo(3);
            assertThat(pool.submit((Runnable) runnable).get()).isNull();
        }
    }

    @Test
    void submit_taskThrows_isTheCauseOfExecutionException() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.submit(failing("no")).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
        }
    }

    @Test
    void execute_runsTheTask_andSurvivesItsFailure() {
        try (var pool = ProcessPool.of(1)) {
            String path = file("ran").getPath();
            TaskRunnable bad =
                    () -> {
                        throw new IllegalStateException("expected, in a test of execute");
                    };
            pool.execute(bad);
            TaskRunnable good = () -> Pools.touch(path);
            pool.execute(good);
            Pools.awaitFile(file("ran"));
        }
    }

    @Test
    @SuppressWarnings("DataFlowIssue")
    void nullArguments_areRefused_andHarmNothing() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.submit((TaskCallable<Integer>) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.submit((TaskRunnable) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.submit((Callable<Integer>) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.submit((Runnable) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.submit((Runnable) null, 1))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.run(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.apply((TaskFunction<Integer, Integer>) null, 1))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.map((TaskFunction<Integer, Integer>) null, List.of(1)))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.map(x -> x, (List<Integer>) null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.invokeAll(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.invokeAll(Arrays.asList(value(1), null)))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.invokeAll(List.of(value(1)), 1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.invokeAny(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.invokeAny(Arrays.asList(value(1), null)))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.awaitTermination(1, null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(Pools.answer(pool, x -> x + 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void foreignTasks_areRefusedByAnErrorThatNamesOurForm() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.execute(new FutureTask<>(value(1))))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("dev.procession.Task");
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("dev.procession.Task");
            assertThatThrownBy(() -> CompletableFuture.runAsync(() -> {}, pool))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("dev.procession.Task");
            assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(pool).submit(value(1)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("dev.procession.Task");
            Callable<Integer> callable = () -> 1;
            assertThatThrownBy(() -> pool.submit(callable))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("TaskCallable");
            Runnable runnable = () -> {};
            assertThatThrownBy(() -> pool.submit(runnable))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("TaskRunnable");
            assertThatThrownBy(() -> pool.execute(runnable))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("TaskRunnable");
            assertThatThrownBy(() -> pool.invokeAll(List.of(callable)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("TaskCallable");
            assertThat(Pools.answer(pool, x -> x, 5)).isEqualTo(5);
        }
    }

    // ---- invokeAll ---------------------------------------------------------------------------

    @Test
    void invokeAll_returnsDoneFutures_inOrder() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            List<TaskCallable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(i % 7 == 3 ? failing("bad " + i) : value(i));
            }
            List<Future<Integer>> futures = pool.invokeAll(tasks);
            assertThat(futures).hasSize(50).allMatch(Future::isDone);
            for (int i = 0; i < 50; i++) {
                if (i % 7 == 3) {
                    assertThat(futures.get(i).exceptionNow()).hasMessage("bad " + i);
                } else {
                    assertThat(futures.get(i).resultNow()).isEqualTo(i);
                }
            }
            assertThat(pool.invokeAll(List.<TaskCallable<Integer>>of())).isEmpty();
        }
    }

    @Test
    void invokeAll_timeOver_cancelsWhatIsNotDone_andStopsIt() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            List<TaskCallable<Integer>> tasks =
                    List.of(value(1), Pools.blocking(file("begun")), value(3));
            List<Future<Integer>> futures = pool.invokeAll(tasks, 1, TimeUnit.SECONDS);
            assertThat(futures).allMatch(Future::isDone);
            assertThat(futures.get(0).resultNow()).isEqualTo(1);
            assertThat(futures.get(1).isCancelled()).isTrue();
            assertThat(futures.get(2).isCancelled()).isTrue();
            assertThat(Pools.get(pool.submit(value(4)))).isEqualTo(4);
        }
    }

    @Test
    void invokeAll_callerInterrupted_cancelsAll() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            File begun = file("begun");
            TaskCallable<Integer> task = Pools.blocking(begun);
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    pool.invokeAll(List.of(task, task));
                                    thrown.complete(null);
                                } catch (Throwable t) {
                                    thrown.complete(t);
                                }
                            });
            Pools.awaitFile(begun);
            caller.interrupt();
            assertThat(Pools.get(thrown)).isInstanceOf(InterruptedException.class);
            assertThat(Pools.get(pool.submit(value(4)))).isEqualTo(4);
        }
    }

    // ---- invokeAny ---------------------------------------------------------------------------

    @Test
    void invokeAny_returnsTheFirstSuccess_andStopsTheRest() throws Exception {
        try (var pool = ProcessPool.of(3)) {
            List<TaskCallable<Integer>> tasks =
                    List.of(Pools.blocking(file("begun")), failing("no"), value(7));
            assertThat(pool.<Integer>invokeAny(tasks)).isEqualTo(7);
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
        }
    }

    @Test
    void invokeAny_allFail_throwsExecutionException() {
        try (var pool = ProcessPool.of(2)) {
            assertThatThrownBy(() -> pool.invokeAny(List.of(failing("a"), failing("b"))))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            Collection<TaskCallable<Integer>> none = List.of();
            assertThatThrownBy(() -> pool.invokeAny(none))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void invokeAny_timeOver_throwsTimeoutException_andStopsAll() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            List<TaskCallable<Integer>> tasks = List.of(Pools.blocking(file("begun")));
            assertThatThrownBy(() -> pool.invokeAny(tasks, 300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(Pools.get(pool.submit(value(4)))).isEqualTo(4);
        }
    }
}
