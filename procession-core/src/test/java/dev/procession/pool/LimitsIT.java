package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskCallable;
import dev.procession.TaskTimeoutException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows O7, F7 and F8: limits of time and memory, hangs of all kinds, retries. */
class LimitsIT {

    /** Long enough for a young worker on a busy machine to open its control channel. */
    private static final Duration ROOMY = Duration.ofSeconds(2);

    /** For the tasks that hang; others have as long as they need. */
    private static final Duration LIMIT = Await.scaled(Duration.ofMillis(500));

    private static final Duration GRACE = Duration.ofMillis(600);

    /** The limit, the answer of the worker, the grace, and a busy machine. */
    private static final Duration BOUND = Await.scaled(Duration.ofSeconds(5));

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static PoolOptions limited() {
        return PoolOptions.defaults()
                .withWorkers(1)
                .withName("limited")
                .withTaskTimeout(LIMIT)
                .withStopGrace(GRACE);
    }

    private static void nap() throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(10));
    }

    // ---- time --------------------------------------------------------------------------------

    @Test
    void O7_timeout_carriesTheStackOfTheWorker_andTheWorkerLivesOn() throws Exception {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            Throwable thrown = Pools.failure(pool.run(LimitsIT::nap));
            assertThat(thrown)
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageStartingWith("[pool limited] task ")
                    .hasMessageContaining("exceeded its time limit: limit=2000 ms; it was at ");
            TaskTimeoutException timeout = (TaskTimeoutException) thrown;
            assertThat(timeout.limit()).isEqualTo(ROOMY);
            assertThat(timeout.workerStack())
                    .anyMatch(frame -> frame.getMethodName().equals("nap"));
            assertThat(timeout.getCause().getStackTrace())
                    .isEqualTo(timeout.workerStack().toArray(StackTraceElement[]::new));
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(worker.number());
        }
    }

    @Test
    void O7_timeoutOfTheFirstTask_carriesTheStack() throws Exception {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            Throwable thrown = Pools.failure(pool.run(LimitsIT::nap));
            assertThat(thrown).isInstanceOf(TaskTimeoutException.class);
            assertThat(((TaskTimeoutException) thrown).workerStack())
                    .anyMatch(frame -> frame.getMethodName().equals("nap"));
        }
    }

    @Test
    void O7_tasksWithinTheLimit_areNotStopped_howeverManyWait() {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            List<Integer> results =
                    pool.map(
                            x -> {
                                Thread.sleep(50);
                                return x;
                            },
                            IntStream.range(0, 50).boxed());
            assertThat(results).hasSize(50);
        }
    }

    /** Ends with a timeout within the limits, costs the worker, and leaves a pool that works. */
    private void hangs(TaskCallable<Integer> task) throws Exception {
        try (var pool = ProcessPool.open(limited())) {
            Pools.patient(pool).apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            long start = System.nanoTime();
            CompletableFuture<Integer> future = pool.submit(task);
            CompletableFuture<Integer> behind = Pools.patient(pool).submit(() -> 6);
            assertThat(Pools.failure(future)).isInstanceOf(TaskTimeoutException.class);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(millis).isBetween(LIMIT.toMillis() - 1, BOUND.toMillis());
            worker.awaitDeath(Duration.ofMillis(100));
            assertThat(Pools.get(behind)).isEqualTo(6);
        }
    }

    @Test
    void F8_taskThatIgnoresInterruptions_isKilledWithinTheGrace() throws Exception {
        hangs(Pools.deaf(file("begun")));
    }

    @Test
    void F8_loopWithoutAnEnd_isKilledWithinTheGrace() throws Exception {
        hangs(() -> spin(0));
    }

    private static int spin(int start) {
        int i = start;
        while (i >= 0) {
            i = i + 1 & Integer.MAX_VALUE;
        }
        return i;
    }

    @Test
    void F8_nativeCallWithoutSafepoints_isKilledWithinTheGrace() throws Exception {
        hangs(LimitsIT::sleepCritically);
    }

    @SuppressWarnings("restricted")
    private static int sleepCritically() throws Exception {
        MethodHandle sleep =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("sleep"),
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                                Linker.Option.critical(false));
        try {
            return (int) sleep.invokeExact(600);
        } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    @Test
    void F8_shutdownHookThatHangs_isKilledWithinTheGrace() throws Exception {
        hangs(() -> {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                while (true) {
                                    Thread.onSpinWait();
                                }
                            }));
            return spin(0);
        });
    }

    @Test
    void F8_stoppedWorker_isKilledWithinTheGrace_andSaysWhyThereIsNoStack() throws Exception {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            Pools.patient(pool).apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            CompletableFuture<Integer> future = pool.submit(Pools.blocking(file("begun")));
            Pools.awaitFile(file("begun"));
            worker.signal("STOP");
            assertThat(Pools.failure(future))
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("no stack: the worker did not answer within 200 ms");
            worker.awaitDeath(Duration.ofMillis(100));
            assertThat(Pools.answer(Pools.patient(pool), x -> x, 1)).isEqualTo(1);
        }
    }

    @Test
    void F8_stoppedIdleWorker_losesItsTasksToAnother() throws Exception {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            Pools.patient(pool).apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            worker.signal("STOP");
            assertThat(Pools.get(pool.submit(() -> 7))).isEqualTo(7);
            worker.awaitDeath(Duration.ofSeconds(10));
        }
    }

    @Test
    void F8_stoppedIdleWorkers_doNotHoldUpTheEnd() throws Exception {
        var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(3).withStopGrace(GRACE));
        Pools.startAll(pool, directory, 3);
        List<WorkerInfo> workers = pool.workers();
        assertThat(workers).hasSize(3);
        workers.forEach(each -> Pid.of(each.pid()).signal("STOP"));
        long start = System.nanoTime();
        pool.close();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertThat(millis).isLessThan(BOUND.toMillis());
    }

    @Test
    void F8_stoppedAndContinuedWorker_isNoFalseDeath() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            String begun = file("begun").getPath();
            String go = file("go").getPath();
            CompletableFuture<Long> future =
                    pool.submit(() -> {
                        Pools.touch(begun);
                        Pools.park(go);
                        return Pools.ownPid();
                    });
            Pools.awaitFile(file("begun"));
            worker.signal("STOP");
            Await.until("it is stopped", () -> worker.state() == 'T');
            worker.signal("CONT");
            Pools.touch(go);
            assertThat(Pools.get(future)).isEqualTo(worker.number());
        }
    }

    @Test
    void O7_outcomes_tellOfTimeouts_whileTheConsumerIsBusy() {
        String path = directory.getPath();
        try (var pool = ProcessPool.open(limited().withTaskTimeout(ROOMY))) {
            // With a worker that is up, and a list, the first look hands over input 0 and sends
            // input 1 after it: into the lane or into the backlog, whatever the window.
            Pools.patient(pool).apply(x -> x, 1);
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(
                            x -> {
                                if (x == 1) {
                                    Pools.touch(path + "/begun");
                                    nap();
                                }
                                return x;
                            },
                            List.of(0, 1, 2, 3, 4, 5))) {
                List<Outcome<Integer, Integer>> all = new ArrayList<>();
                outcomes.forEach(outcome -> {
                    all.add(outcome);
                    if (all.size() == 1) {
                        // Nobody takes outcomes meanwhile; the hanging one must end all the same.
                        Pools.awaitFile(file("begun"));
                        Await.until("it is stopped", () -> !isRunning(pool, 1));
                    }
                });
                assertThat(all).hasSize(6);
                assertThat(all.get(1)).isInstanceOf(Outcome.Failed.class);
                Outcome.Failed<Integer, Integer> failed =
                        (Outcome.Failed<Integer, Integer>) all.get(1);
                assertThat(failed.cause())
                        .isInstanceOf(TaskTimeoutException.class)
                        .hasMessageContaining("input 1");
                assertThat(failed.run().attempts()).isEqualTo(1);
                assertThat(failed.run().duration()).isGreaterThanOrEqualTo(ROOMY);
            }
        }
    }

    private static boolean isRunning(ProcessPool pool, Object input) {
        return pool.workers().stream().anyMatch(it -> it.isBusy() && input.equals(it.input()));
    }

    @Test
    void O7_cancelledGrandchildren_dieWithTheWorker() throws Exception {
        try (var pool = ProcessPool.open(limited().withTaskTimeout(Duration.ofMinutes(1)))) {
            String path = file("child").getPath();
            CompletableFuture<Integer> future =
                    pool.submit(() -> {
                        Process child = new ProcessBuilder("sleep", "1000").start();
                        java.nio.file.Files.writeString(
                                java.nio.file.Path.of(path + ".tmp"), "" + child.pid());
                        new File(path + ".tmp").renameTo(new File(path));
                        while (true) {
                            try {
                                nap();
                            } catch (InterruptedException deaf) {
                                continue;
                            }
                        }
                    });
            Pools.awaitFile(file("child"));
            Pid child = Pid.of(java.nio.file.Files.readString(file("child").toPath()));
            assertThat(child.isAlive()).isTrue();
            future.cancel(true);
            child.awaitDeath(Duration.ofSeconds(5));
        }
    }
}
