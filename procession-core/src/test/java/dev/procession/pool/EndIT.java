package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row F19: every end is bounded in time, from wherever it is called and whatever runs. */
class EndIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static void terminates(ProcessPool pool) throws InterruptedException {
        assertThat(
                        pool.awaitTermination(
                                Await.scaled(Duration.ofSeconds(20)).toSeconds(), TimeUnit.SECONDS))
                .as("the pool has ended")
                .isTrue();
    }

    private static void awaitTermination(ProcessPool pool) {
        try {
            if (!pool.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the pool did not end");
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    private static void end(ProcessPool pool, String by) {
        switch (by) {
            case "close" -> pool.close();
            case "shutdown" -> pool.shutdown();
            case "shutdownNow" -> pool.shutdownNow();
            default -> throw new IllegalArgumentException(by);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shutdown, shutdownNow",
        "shutdownNow, shutdown",
        "shutdownNow, shutdownNow",
        "shutdownNow, close"
    })
    void F19_aFullBacklogBehindDeafTasks_endsByASecondCallAtTheLatest(String first, String second)
            throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(2));
        futures.add(pool.submit(Pools.deaf(file("one"))));
        futures.add(pool.submit(Pools.deaf(file("two"))));
        Pools.awaitFile(file("one"));
        Pools.awaitFile(file("two"));
        for (int i = 0; i < 5_000; i++) {
            int value = i;
            futures.add(pool.submit(() -> value));
        }
        end(pool, first);
        end(pool, second);
        terminates(pool);
        assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void F19_closeThatWaits_isEndedByShutdownNowFromAnotherThread() throws Exception {
        var pool = ProcessPool.of(1);
        CompletableFuture<Integer> deaf = pool.submit(Pools.deaf(file("begun")));
        Pools.awaitFile(file("begun"));
        Thread closer = Thread.ofPlatform().start(pool::close);
        Await.until("close was called", pool::isShutdown);
        assertThat(deaf).isNotDone();
        pool.shutdownNow();
        closer.join();
        terminates(pool);
        assertThat(deaf).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shutdown", "shutdownNow", "close"})
    void F19_endFromACallback(String by) throws Exception {
        var pool = ProcessPool.of(2);
        CompletableFuture<Integer> other = pool.submit(Pools.blocking(file("begun")));
        Pools.awaitFile(file("begun"));
        CompletableFuture<Void> called =
                pool.submit(() -> 1)
                        .thenAccept(value -> {
                            if (by.equals("close")) {
                                other.cancel(true);
                            }
                            end(pool, by);
                        });
        if (by.equals("shutdown")) {
            Pools.get(called);
            other.cancel(true);
        }
        Pools.get(called);
        terminates(pool);
        assertThat(other).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shutdownNow", "close"})
    void F19_poolWithinAWorker_endsThere(String by) throws Exception {
        try (var pool = ProcessPool.of(1)) {
            int sum =
                    Pools.get(
                            pool.submit(() -> {
                                var inner = ProcessPool.of(1);
                                int result = inner.apply(x -> x + 1, 1);
                                end(inner, by);
                                return inner.awaitTermination(1, TimeUnit.MINUTES) ? result : -1;
                            }));
            assertThat(sum).isEqualTo(2);
        }
    }

    @Test
    void F19_shutdownNow_endsTheWorkersOfAWorker() throws Exception {
        String innerPid = file("inner").getPath();
        var pool = ProcessPool.of(1);
        pool.run(() -> {
            try (var inner = ProcessPool.of(1)) {
                inner.run(
                                () -> {
                                    Pools.touch(innerPid + "-" + Pools.ownPid());
                                    Thread.sleep(Duration.ofMinutes(10));
                                })
                        .join();
            }
        });
        Await.until("the inner task runs", () -> directory.list().length > 0);
        String name = directory.list()[0];
        Pid inner = Pid.of(Long.parseLong(name.substring(name.lastIndexOf('-') + 1)));
        pool.shutdownNow();
        terminates(pool);
        Await.until("the inner worker is gone", () -> !inner.isAlive());
    }

    /** Ends its pool from a shutdown hook. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            var pool = ProcessPool.of(2);
            CompletableFuture<?> task =
                    arguments[1].equals("busy")
                            ? pool.submit(Pools.deaf(new File(arguments[2])))
                            : pool.submit(() -> 1);
            if (arguments[1].equals("busy")) {
                Pools.awaitFile(new File(arguments[2]));
            } else {
                Pools.get(task);
            }
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                end(pool, arguments[0]);
                                if (arguments[0].equals("shutdownNow")) {
                                    // Futures are completed by threads of their own.
                                    awaitTermination(pool);
                                }
                                System.out.println("ended " + task.isDone());
                            }));
            System.exit(7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "close, idle",
        "close, busy",
        "shutdown, busy",
        "shutdownNow, idle",
        "shutdownNow, busy"
    })
    void F19_endFromAShutdownHook(String by, String state) {
        List<String> arguments = List.of(by, state, file("begun").getPath());
        try (Victim parent = Victim.start(Parent.class, arguments, List.of())) {
            boolean isDone = Boolean.parseBoolean(parent.line("ended "));
            if (!by.equals("shutdown")) {
                assertThat(isDone).isTrue();
            }
            assertThat(parent.awaitEnd()).isEqualTo(7);
            parent.awaitNoSurvivors(Duration.ofSeconds(1));
        }
    }

    @Test
    void F18_deathIsNoticed_althoughTheCommonPoolIsBusy() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        int parallelism = ForkJoinPool.commonPool().getParallelism();
        List<CompletableFuture<Void>> blockers =
                IntStream.range(0, parallelism)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> block(release)))
                        .toList();
        try (var pool = ProcessPool.of(1)) {
            CompletableFuture<Integer> doomed = pool.submit(Pools.blocking(file("begun")));
            Pools.awaitFile(file("begun"));
            Pools.worker(pool).signal("KILL");
            assertThat(Pools.failure(doomed)).isInstanceOf(WorkerDiedException.class);
            assertThat(Pools.answer(pool, x -> x, 3)).isEqualTo(3);
            assertThat(blockers).noneMatch(CompletableFuture::isDone);
        } finally {
            release.countDown();
        }
        Pools.get(CompletableFuture.allOf(blockers.toArray(CompletableFuture[]::new)));
    }

    private static void block(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
