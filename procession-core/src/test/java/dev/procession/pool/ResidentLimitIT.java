package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.MemoryLimitException;
import dev.procession.ProcessOptions;
import dev.procession.TaskCallable;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O7, fault F22: a task whose worker's resident size goes over a limit. */
class ResidentLimitIT {

    private static final int STEP = 16 << 20;
    private static final long LIMIT = 192L << 20;

    /** Far more than the limit, and little enough for the machine should nobody stop it. */
    private static final int STEPS = 48;

    /** A worker may die only when the kernel has released its memory. */
    private static final Duration PROMPTLY = Duration.ofSeconds(10);

    @TempDir File directory;

    private static PoolOptions limited(int workers) {
        return PoolOptions.defaults()
                .withName("small")
                .withWorkers(workers)
                .withMaxResidentSize("192m");
    }

    /** Takes 16 MB at a time of native memory, until it is stopped; then holds it. */
    private static int gorge() throws InterruptedException {
        List<MemorySegment> taken = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            taken.add(Arena.global().allocate(STEP, 1).fill((byte) 1));
        }
        Thread.sleep(Duration.ofMinutes(10));
        return taken.size();
    }

    private static int gorgeAt(int x, int hungry) throws InterruptedException {
        return x == hungry ? gorge() : x * x;
    }

    private static void check(Throwable thrown, String task, long pid) {
        assertThat(thrown)
                .isExactlyInstanceOf(MemoryLimitException.class)
                .hasNoCause()
                .hasMessageMatching(
                        "\\[pool small] "
                                + task
                                + " went over the limit on resident size and was killed with its"
                                + " worker: worker=small-\\d+, pid="
                                + (pid == 0 ? "\\d+" : pid)
                                + ", resident=\\d+ bytes, limit=201326592 bytes; raise it by"
                                + " PoolOptions\\.withMaxResidentSize, or, if earlier tasks left"
                                + " that behind, have workers replaced by"
                                + " Recycling\\.withMaxMemory");
        assertThat(resident(thrown)).isGreaterThan(LIMIT);
    }

    private static long resident(Throwable thrown) {
        return Long.parseLong(thrown.getMessage().replaceAll(".*resident=(\\d+) .*", "$1"));
    }

    // ---- the forms ---------------------------------------------------------------------------

    @Test
    void F22_nativeMemory_isAMemoryLimitException_andTheWorkerIsReplaced() throws Exception {
        try (var pool = ProcessPool.open(limited(1))) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            CompletableFuture<Integer> future = pool.submit(() -> gorge());
            CompletableFuture<Long> behind = pool.submit(() -> Pools.ownPid());
            check(Pools.failure(future), "task \\d+", worker.number());
            assertThat(Pools.get(behind)).isNotEqualTo(worker.number());
            worker.awaitDeath(PROMPTLY);
            assertThat(pool.stats().workersLost()).isEqualTo(1);
        }
    }

    @Test
    void F22_theFirstTaskOfAWorker_isHeldToIt() throws Exception {
        try (var pool = ProcessPool.open(limited(1))) {
            check(Pools.failure(pool.submit(() -> gorge())), "task \\d+", 0);
        }
    }

    @Test
    void F22_directBuffers_count() throws Exception {
        var process = ProcessOptions.defaults().withJvmOptions("-XX:MaxDirectMemorySize=2g");
        try (var pool = ProcessPool.open(limited(1).withProcess(process))) {
            Throwable thrown =
                    Pools.failure(
                            pool.submit(() -> {
                                List<java.nio.ByteBuffer> taken = new ArrayList<>();
                                for (int i = 0; i < STEPS; i++) {
                                    taken.add(java.nio.ByteBuffer.allocateDirect(STEP));
                                }
                                Thread.sleep(Duration.ofMinutes(10));
                                return taken.size();
                            }));
            check(thrown, "task \\d+", 0);
        }
    }

    @Test
    void F22_apply_throwsIt() {
        try (var pool = ProcessPool.open(limited(1))) {
            assertThatThrownBy(() -> pool.apply(x -> gorgeAt(x, 1), 1))
                    .isInstanceOf(CompletionException.class)
                    .satisfies(thrown -> check(thrown.getCause(), "a task", 0));
            assertThat(Pools.answer(pool, x -> x + 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void F22_map_throwsItForItsInput() {
        List<Integer> inputs = IntStream.range(0, 40).boxed().toList();
        try (var pool = ProcessPool.open(limited(2))) {
            assertThatThrownBy(() -> pool.map(x -> gorgeAt(x, 7), inputs))
                    .isInstanceOf(CompletionException.class)
                    .satisfies(thrown -> check(thrown.getCause(), "input 7", 0));
            assertThat(pool.map(x -> x + 1, inputs)).hasSize(40);
        }
    }

    @Test
    void F22_outcomes_onlyTheInputThatRanFails_whatWaitedBehindItRunsElsewhere() {
        int[] hungry = {3, 400, 401, 999};
        List<Integer> inputs = IntStream.range(0, 1000).boxed().toList();
        try (var pool = ProcessPool.open(limited(2));
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> {
                                    boolean isHungry = IntStream.of(hungry).anyMatch(h -> h == x);
                                    return gorgeAt(x, isHungry ? x : -1);
                                },
                                inputs)) {
            outcomes.forEach(outcome -> {
                int x = outcome.input();
                if (IntStream.of(hungry).anyMatch(h -> h == x)) {
                    assertThat(outcome.run().attempts()).isEqualTo(1);
                    check(((Outcome.Failed<Integer, Integer>) outcome).cause(), "input " + x, 0);
                } else {
                    assertThat(outcome.valueOrThrow()).isEqualTo(x * x);
                }
            });
        }
    }

    @Test
    void F22_aWorkerBelowTheLimit_isLeftAlone() throws Exception {
        String begun = new File(directory, "begun").getPath();
        String go = new File(directory, "go").getPath();
        try (var pool = ProcessPool.open(limited(1))) {
            CompletableFuture<Integer> full =
                    pool.submit(() -> {
                        MemorySegment taken = Arena.global().allocate(4 * STEP, 1).fill((byte) 1);
                        Pools.touch(begun);
                        Pools.park(go);
                        return (int) taken.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0);
                    });
            Pools.awaitFile(new File(begun));
            Pid worker = Pools.worker(pool);
            // Pages of files do not count: more of them than the limit, and looked at by the watch.
            Pools.touch(go);
            assertThat(Pools.get(full)).isEqualTo(1);
            Path large = Files.write(directory.toPath().resolve("large"), new byte[256 << 20]);
            assertThat(pool.apply(ResidentLimitIT::sumOf, large.toString())).isZero();
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(worker.number());
        }
    }

    /** Maps a file, reads all of it, and returns once a watch has looked at that. */
    private static long sumOf(String file) throws Exception {
        try (var arena = Arena.ofConfined();
                var channel = java.nio.channels.FileChannel.open(Path.of(file))) {
            MemorySegment all =
                    channel.map(
                            java.nio.channels.FileChannel.MapMode.READ_ONLY,
                            0,
                            channel.size(),
                            arena);
            long until = System.nanoTime() + 20 * ResidentLimit.LOOK_NANOS;
            long sum = 0;
            while (sum == 0 && System.nanoTime() - until < 0) {
                for (long at = 0; at < all.byteSize(); at += 4096) {
                    sum += all.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at);
                }
            }
            return sum;
        }
    }

    @Test
    void F22_anIdlePool_makesNoWakeUps() {
        try (var pool = ProcessPool.open(limited(1))) {
            pool.apply(x -> x, 1);
            Await.until("the watch sleeps without a limit", ResidentLimitIT::isWatchAsleep);
            assertThat(pool.stats().workers()).isEqualTo(1);
        }
    }

    private static boolean isWatchAsleep() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("procession-small-watch"))
                .flatMap(each -> Stream.of(each.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("sleep"));
    }

    // ---- with other limits -------------------------------------------------------------------

    @Test
    void F22_itsChildren_dieWithTheWorker() throws Exception {
        String path = new File(directory, "child").getPath();
        try (var pool = ProcessPool.open(limited(1))) {
            CompletableFuture<Integer> future =
                    pool.submit(() -> {
                        Process child = new ProcessBuilder("sleep", "1000").start();
                        Files.writeString(Path.of(path), "" + child.pid());
                        return gorge();
                    });
            check(Pools.failure(future), "task \\d+", 0);
            Pid.of(Long.parseLong(Files.readString(Path.of(path)))).awaitDeath(PROMPTLY);
        }
    }

    @Test
    void O7_retries_countItAsOutOfMemory() throws Exception {
        String path = new File(directory, "tried").getPath();
        TaskCallable<Integer> sated =
                () -> {
                    if (new File(path).exists()) {
                        return 5;
                    }
                    Pools.touch(path);
                    return gorge();
                };
        RetryPolicy policy = RetryPolicy.retries(2).on(RetryPolicy.Failure.OUT_OF_MEMORY);
        try (var pool = ProcessPool.open(limited(1).withRetryPolicy(policy))) {
            assertThat(Pools.get(pool.submit(sated))).isEqualTo(5);
            Throwable thrown = Pools.failure(pool.submit(() -> gorge()));
            check(thrown, "task \\d+", 0);
            assertThat(thrown.getSuppressed()).hasSize(2);
            check(thrown.getSuppressed()[0].getCause(), "task \\d+", 0);
        }
        RetryPolicy other = RetryPolicy.retries(2).on(RetryPolicy.Failure.DEATH);
        try (var pool = ProcessPool.open(limited(1).withRetryPolicy(other))) {
            Throwable thrown = Pools.failure(pool.submit(() -> gorge()));
            check(thrown, "task \\d+", 0);
            assertThat(thrown.getSuppressed()).isEmpty();
        }
    }

    @Test
    void F22_aCancelledTaskThatGorgesOn_isKilledWithoutItsGrace() throws Exception {
        String begun = new File(directory, "begun").getPath();
        String go = new File(directory, "go").getPath();
        try (var pool = ProcessPool.open(limited(1).withStopGrace(Duration.ofHours(1)))) {
            CompletableFuture<Integer> future =
                    pool.submit(() -> {
                        Pools.touch(begun);
                        while (!new File(go).exists()) {
                            Thread.onSpinWait();
                        }
                        while (true) {
                            try {
                                return gorge();
                            } catch (InterruptedException deaf) {
                                continue;
                            }
                        }
                    });
            Pools.awaitFile(new File(begun));
            Pid worker = Pools.worker(pool);
            future.cancel(true);
            Pools.touch(go);
            worker.awaitDeath(PROMPTLY);
            assertThat(future.isCancelled()).isTrue();
            assertThat(Pools.answer(pool, x -> x + 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void F22_whenAllComesAtOnce_thereIsOneOutcome() throws Exception {
        PoolOptions options =
                limited(2)
                        .withTaskTimeout(Duration.ofMillis(150))
                        .withStopGrace(Duration.ofMillis(20))
                        .withRetries(1);
        try (var pool = ProcessPool.open(options)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int number = i;
                TaskCallable<Integer> task =
                        () -> {
                            if (number % 4 == 3) {
                                Thread.sleep(number * 10L);
                            }
                            return number % 4 == 0 ? number : gorge();
                        };
                // What eats nothing has to succeed, however long it takes beside what eats.
                futures.add((number % 4 == 0 ? Pools.patient(pool) : pool).submit(task));
            }
            for (int i = 0; i < 16; i++) {
                CompletableFuture<Integer> each = futures.get(i);
                if (i % 4 == 0) {
                    assertThat(Pools.get(each)).isEqualTo(i);
                } else {
                    if (i % 4 == 1) {
                        each.cancel(true);
                    }
                    assertThat(Pools.failure(each))
                            .isInstanceOfAny(
                                    MemoryLimitException.class,
                                    TaskTimeoutException.class,
                                    CancellationException.class);
                }
            }
            // A task that ended twice would have been counted out twice.
            Await.until("nothing is unfinished", () -> pool.stats().unfinishedTasks() == 0);
            assertThat(Pools.answer(Pools.patient(pool), x -> x + 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void F22_initializerOverTheLimit_failsTheStart() throws Exception {
        try (var pool = ProcessPool.open(limited(1).withInitializer(ResidentLimitIT::gorge))) {
            assertThat(Pools.failure(pool.submit(() -> 1)))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining(
                            "killed by us: its initializer went over the limit on resident size:"
                                    + " resident=");
        }
    }

    // ---- the option --------------------------------------------------------------------------

    @Test
    void O7_theOption_isAnImmutableNumberOfBytes() {
        PoolOptions options = PoolOptions.defaults();
        assertThat(options.withMaxResidentSize("64m").maxResidentBytes()).hasValue(64L << 20);
        assertThat(options.maxResidentBytes()).isEmpty();
    }

    @Test
    void O7_nonsense_isRefused() {
        PoolOptions options = PoolOptions.defaults();
        for (String small : List.of("0", "63m", "65535k")) {
            assertThatThrownBy(() -> options.withMaxResidentSize(small))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the largest resident size must be 64m or more, a JVM alone needs a"
                                    + " third of that: size=\"%s\"",
                            small);
        }
        for (String malformed : List.of("-1", "lots", "", "1.5g")) {
            assertThatThrownBy(() -> options.withMaxResidentSize(malformed))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a size is digits and then nothing, k, m or g")
                    .hasMessageEndingWith("size=\"" + malformed + "\"");
        }
        assertThatThrownBy(() -> options.withMaxResidentSize(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void O7_aPoolOfThreads_hasNoSuchLimit() {
        try (var pool = ThreadPool.open(limited(1))) {
            MemorySegment[] taken = new MemorySegment[1];
            try (var arena = Arena.ofShared()) {
                pool.apply(x -> taken[0] = arena.allocate(x, 1).fill((byte) 1), 224 << 20);
                assertThat(taken[0].byteSize()).isGreaterThan(LIMIT);
            }
        }
    }
}
