package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O2: many threads of all kinds call one pool, some are interrupted, nobody is forgotten. */
class CallersIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    /** Runs so many threads and returns what went wrong first, or null. */
    private static Throwable race(int threads, boolean areVirtual, Body body) throws Exception {
        CompletableFuture<Throwable> wrong = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int number = t;
            Runnable work =
                    () -> {
                        try {
                            body.run(number);
                        } catch (Throwable thrown) {
                            wrong.complete(thrown);
                        } finally {
                            ended.countDown();
                        }
                    };
            Thread.Builder builder = areVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
            builder.name("caller-" + t).start(work);
        }
        Await.until(
                "all callers have ended",
                Duration.ofSeconds(40),
                () -> ended.getCount() == 0 || wrong.isDone());
        Throwable thrown = wrong.getNow(null);
        if (thrown == null) {
            ended.await();
        }
        return thrown;
    }

    interface Body {
        void run(int number) throws Exception;
    }

    @Test
    void O2_manyCallers_resultsAreNeverMixedUp() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Throwable wrong =
                    race(
                            8,
                            false,
                            number -> {
                                for (int i = 0; i < 20_000; i++) {
                                    long asked = number * 1_000_000_000L + i;
                                    long answer = pool.apply(x -> -x, asked);
                                    if (answer != -asked) {
                                        throw new AssertionError(asked + " gave " + answer);
                                    }
                                }
                            });
            assertThat(wrong).isNull();
        }
    }

    @Test
    void O2_callersOnVirtualThreads_areServed() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Throwable wrong =
                    race(
                            50,
                            true,
                            number -> {
                                for (int i = 0; i < 100; i++) {
                                    long asked = number * 1000L + i;
                                    long answer = pool.apply(x -> -x, asked);
                                    assertThat(answer).isEqualTo(-asked);
                                }
                                List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, number));
                                assertThat(squares).containsExactly(1, 4, number * number);
                            });
            assertThat(wrong).isNull();
        }
    }

    @Test
    void O2_allKindsOfCallersAtOnce_areServed() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Throwable wrong =
                    race(
                            6,
                            false,
                            number -> {
                                for (int i = 0; i < 300; i++) {
                                    int value = number * 1000 + i;
                                    switch ((number + i) % 3) {
                                        case 0 ->
                                                assertThat(Pools.get(pool.submit(() -> value + 1)))
                                                        .isEqualTo(value + 1);
                                        case 1 -> {
                                            int doubled = pool.apply(x -> 2 * x, value);
                                            assertThat(doubled).isEqualTo(2 * value);
                                        }
                                        default ->
                                                assertThat(
                                                                pool.map(
                                                                        x -> x + value,
                                                                        List.of(1, 2, 3)))
                                                        .containsExactly(
                                                                value + 1, value + 2, value + 3);
                                    }
                                }
                            });
            assertThat(wrong).isNull();
        }
    }

    @Test
    void O2_taskSubmittedWhileACallerLeads_endsAlthoughTheCallerLeaves() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Pools.startAll(pool, directory, 2);
            for (int i = 0; i < 20; i++) {
                String gate = file("gate" + i).getPath();
                Thread caller =
                        Thread.ofPlatform()
                                .start(() -> {
                                    pool.apply(
                                            x -> {
                                                Pools.park(x);
                                                return x;
                                            },
                                            gate);
                                });
                Await.until("it runs", () -> pool.workers().stream().anyMatch(WorkerInfo::isBusy));
                String second = file("second" + i).getPath();
                CompletableFuture<Integer> future =
                        pool.submit(() -> {
                            Pools.park(second);
                            return 1;
                        });
                Pools.touch(gate);
                caller.join();
                Pools.touch(second);
                assertThat(Pools.get(future)).isEqualTo(1);
            }
        }
    }

    @Test
    void O2_followerOfALeaderThatLeaves_isNotForgotten() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Pools.startAll(pool, directory, 2);
            for (int i = 0; i < 100; i++) {
                // Some end together with the leader, one later: whoever was asked to lead must.
                Throwable wrong =
                        race(
                                4,
                                false,
                                number ->
                                        pool.apply(
                                                millis -> {
                                                    Thread.sleep(millis);
                                                    return millis;
                                                },
                                                number == 3 ? 12 : 2));
                assertThat(wrong).isNull();
            }
        }
    }

    /** What a caller saw that was interrupted while its task ran, and whether its flag was set. */
    private void interrupted(boolean isVirtual, Body call) throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withWorkers(1).withStopGrace(Duration.ofSeconds(2));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread.Builder builder = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread caller =
                builder.start(() -> {
                    try {
                        call.run(0);
                        thrown.complete(null);
                    } catch (Throwable t) {
                        thrown.complete(t);
                    }
                    flag.complete(Thread.currentThread().isInterrupted());
                });
        Pools.awaitFile(file("begun"));
        caller.interrupt();
        assertThat(Pools.get(thrown)).isInstanceOf(CancellationException.class);
        assertThat(Pools.get(flag)).isTrue();
        caller.join();
    }

    private static int block(String path) throws InterruptedException {
        Pools.touch(path);
        Thread.sleep(Duration.ofMinutes(10));
        return 1;
    }

    @Test
    void O2_interruptedApply_stopsItsTask() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            interrupted(false, it -> pool.apply(CallersIT::block, file("begun").getPath()));
            assertThat(Pools.answer(pool, x -> x, 4)).isEqualTo(4);
        }
    }

    @Test
    void O2_interruptedApplyOnAVirtualThread_stopsItsTask() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            interrupted(true, it -> pool.apply(CallersIT::block, file("begun").getPath()));
            assertThat(Pools.answer(pool, x -> x, 4)).isEqualTo(4);
        }
    }

    @Test
    void O2_interruptedMap_stopsItsTasks() throws Exception {
        AtomicLong pulled = new AtomicLong();
        try (var pool = ProcessPool.of(1)) {
            String path = file("begun").getPath();
            interrupted(
                    false,
                    it ->
                            pool.map(
                                    x -> block(path),
                                    IntStream.iterate(0, x -> x + 1)
                                            .peek(x -> pulled.incrementAndGet())
                                            .boxed()));
            assertThat(pulled.get()).isLessThan(10);
            assertThat(Pools.answer(pool, x -> x, 4)).isEqualTo(4);
        }
    }

    @Test
    void O2_interruptedGet_leavesTheTaskRunning() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            String gate = file("gate").getPath();
            CompletableFuture<Integer> future =
                    pool.submit(() -> {
                        Pools.park(gate);
                        return 1;
                    });
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    future.get();
                                } catch (Throwable t) {
                                    thrown.complete(t);
                                }
                            });
            caller.interrupt();
            assertThat(Pools.get(thrown)).isInstanceOf(InterruptedException.class);
            Pools.touch(gate);
            assertThat(Pools.get(future)).isEqualTo(1);
        }
    }

    @Test
    void twoPoolsAtOnce_doNotMixUpTheirFunctions() throws Exception {
        try (var one = ProcessPool.of(1);
                var other = ProcessPool.of(1)) {
            Throwable wrong =
                    race(
                            2,
                            false,
                            number -> {
                                ProcessPool pool = number == 0 ? one : other;
                                for (int i = 0; i < 500; i++) {
                                    int a = pool.apply(x -> x + 1, i);
                                    int b = pool.apply(x -> x + 2, i);
                                    int c = pool.apply(x -> x + number * 100, i);
                                    assertThat(List.of(a, b, c))
                                            .containsExactly(i + 1, i + 2, i + number * 100);
                                }
                            });
            assertThat(wrong).isNull();
        }
    }

    @Test
    void poolWithinATask_works_andIsGoneAfterwards() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            List<Integer> sums = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                sums.add(Pools.get(pool.submit(CallersIT::sumInAPoolOfItsOwn)));
            }
            assertThat(sums).containsExactly(30, 30);
        }
    }

    private static int sumInAPoolOfItsOwn() {
        try (var inner = ProcessPool.of(2)) {
            return inner.map(x -> x * x, List.of(1, 2, 3, 4)).stream().mapToInt(x -> x).sum();
        }
    }
}
