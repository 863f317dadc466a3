package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessOptions;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O6: workers that are replaced after a while, and what they do before they leave. */
class RecyclingIT {

    private static final PoolOptions ONE =
            PoolOptions.defaults().withWorkers(1).withName("recycled");

    /** In a worker. */
    private static byte[] leak = {};

    @TempDir File directory;

    private static Map<Long, Long> tasksByPid(ProcessPool pool, int tasks) {
        return pool
                .map(x -> ProcessHandle.current().pid(), IntStream.range(0, tasks).boxed())
                .stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void O6_noWorkerRunsMoreTasksThanItMay() {
        try (var pool = ProcessPool.open(ONE.withRecycling(Recycling.afterTasks(5)))) {
            Map<Long, Long> counts = tasksByPid(pool, 23);
            assertThat(counts.values()).containsExactlyInAnyOrder(5L, 5L, 5L, 5L, 3L);
            assertThat(pool.stats().workersLost()).isZero();
            assertThat(pool.stats().tasksDone()).isEqualTo(23);
        }
    }

    @Test
    void O6_aFreshProcessForEachTask_onAskingForOne() {
        PoolOptions options = ONE.withWorkers(2).withRecycling(Recycling.afterTasks(1));
        try (var pool = ProcessPool.open(options)) {
            assertThat(tasksByPid(pool, 12)).hasSize(12);
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                pids.add(pool.apply(x -> ProcessHandle.current().pid(), i));
            }
            assertThat(pids).hasSize(3);
        }
    }

    @Test
    void O6_theReplacementIsUp_beforeTheWorkerLeaves() throws Exception {
        String goOn = new File(directory, "go-on").getPath();
        try (var pool = ProcessPool.open(ONE.withRecycling(Recycling.afterTasks(1)))) {
            var slow =
                    pool.submit(() -> {
                        Pools.park(goOn);
                        return ProcessHandle.current().pid();
                    });
            Await.until("the replacement is up", () -> pool.workers().size() == 2);
            var next = pool.submit(() -> ProcessHandle.current().pid());
            Set<Long> both =
                    pool.workers().stream().map(WorkerInfo::pid).collect(Collectors.toSet());
            // Only one task at a time, whatever number of processes there is.
            assertThat(pool.stats().busyWorkers()).isEqualTo(1);
            assertThat(pool.stats().waitingTasks()).isEqualTo(1);
            Pools.touch(goOn);
            assertThat(both).containsExactlyInAnyOrder(Pools.get(slow), Pools.get(next));
        }
    }

    @Test
    void O6_anOldWorkerIsReplaced() {
        Recycling young = Recycling.never().withMaxAge(Duration.ofMillis(1));
        try (var pool = ProcessPool.open(ONE.withRecycling(young))) {
            long first = pool.apply(x -> ProcessHandle.current().pid(), 0);
            Await.until(
                    "another one has taken over",
                    () -> pool.apply(x -> ProcessHandle.current().pid(), 0) != first);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void O6_aWorkerThatHasGrown_isReplaced() {
        Recycling small = Recycling.never().withMaxMemory("200m");
        try (var pool = ProcessPool.open(ONE.withRecycling(small))) {
            long first = pool.apply(x -> ProcessHandle.current().pid(), 0);
            pool.apply(
                    size -> {
                        leak = new byte[size];
                        java.util.Arrays.fill(leak, (byte) 1);
                        return leak.length;
                    },
                    200 << 20);
            Await.until(
                    "another one has taken over",
                    () -> pool.apply(x -> ProcessHandle.current().pid(), 0) != first);
        }
    }

    @Test
    void O6_aDeathWhileTheReplacementStandsBy_costsOneTask() {
        PoolOptions options =
                ONE.withRecycling(Recycling.afterTasks(3)).withStopGrace(Duration.ZERO);
        try (var pool = ProcessPool.open(options);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                RecyclingIT::haltAtEachSeventh, IntStream.range(0, 40).boxed())) {
            List<Outcome<Integer, Integer>> all = outcomes.toList();
            for (int i = 0; i < all.size(); i++) {
                if (i % 7 == 6) {
                    assertThat(((Outcome.Failed<Integer, Integer>) all.get(i)).cause())
                            .isInstanceOf(WorkerDiedException.class);
                } else {
                    assertThat(all.get(i)).isInstanceOf(Outcome.Ok.class);
                }
            }
            assertThat(all).hasSize(40);
            assertThat(pool.stats().workersLost()).isEqualTo(5);
        }
    }

    private static int haltAtEachSeventh(int number) {
        if (number % 7 == 6) {
            Runtime.getRuntime().halt(1);
        }
        return number;
    }

    private static void append(String path, String line) throws IOException {
        Files.writeString(
                Path.of(path), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void O6_theFinalizerRuns_inEveryWorkerThatLeaves() throws Exception {
        String log = new File(directory, "log").getPath();
        PoolOptions options =
                ONE.withWorkers(2)
                        .withRecycling(Recycling.afterTasks(4))
                        .withInitializer(() -> append(log, "+" + ProcessHandle.current().pid()))
                        .withFinalizer(() -> append(log, "-" + ProcessHandle.current().pid()));
        try (var pool = ProcessPool.open(options)) {
            assertThat(tasksByPid(pool, 20)).hasSizeGreaterThanOrEqualTo(5);
        }
        List<String> lines = Files.readAllLines(Path.of(log));
        List<String> begun = lines.stream().filter(each -> each.startsWith("+")).toList();
        List<String> ended = lines.stream().filter(each -> each.startsWith("-")).toList();
        // One that was on its way up when the pool was closed has nothing to end.
        assertThat(begun.stream().map(each -> "-" + each.substring(1)))
                .containsAll(ended)
                .doesNotHaveDuplicates();
        assertThat(ended).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    }

    @Test
    void O6_aFinalizerThatThrows_orDies_doesNotHoldUpTheEnd() {
        for (String how : List.of("throw", "halt")) {
            PoolOptions options =
                    ONE.withFinalizer(() -> {
                        if (how.equals("halt")) {
                            Runtime.getRuntime().halt(1);
                        }
                        throw new IllegalStateException("expected, of a finalizer");
                    });
            try (var pool = ProcessPool.open(options)) {
                assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void O6_aFinalizerThatHangs_isKilledAfterItsTime() {
        PoolOptions options =
                ONE.withFinalizer(() -> Thread.sleep(Duration.ofMinutes(10)))
                        .withProcess(
                                ProcessOptions.defaults().withStartTimeout(Duration.ofSeconds(3)));
        try (var pool = ProcessPool.open(options)) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
        }
    }

    @Test
    void O4_shutdownNow_doesNotWaitForAFinalizer() {
        String path = new File(directory, "finalized").getPath();
        try (var pool = ProcessPool.open(ONE.withFinalizer(() -> Pools.touch(path)))) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            pool.shutdownNow();
        }
        assertThat(new File(path)).doesNotExist();
    }

    @Test
    void O6_everyWorkerIsFinalizedOnce_andItsFinalizerIsNoTask() throws Exception {
        String log = new File(directory, "log").getPath();
        PoolOptions options =
                ONE.withRecycling(Recycling.afterTasks(1))
                        .withFinalizer(() -> append(log, "" + ProcessHandle.current().pid()));
        Set<Long> workers = new HashSet<>();
        try (var pool = ProcessPool.open(options)) {
            for (int i = 0; i < 12; i++) {
                workers.addAll(pool.map(x -> ProcessHandle.current().pid(), List.of(i)));
            }
            assertThat(workers).hasSize(12);
            assertThat(pool.stats().tasksDone()).isEqualTo(12);
        }
        List<Long> ended = Files.readAllLines(Path.of(log)).stream().map(Long::valueOf).toList();
        assertThat(ended).doesNotHaveDuplicates().containsAll(workers);
    }

    @Test
    void O6_thereAreNeverMoreTasksAtATimeThanWorkers() {
        String running = new File(directory, "running").getPath();
        PoolOptions options =
                ONE.withRecycling(Recycling.afterTasks(1)).withFinalizer(() -> Thread.sleep(20));
        try (var pool = ProcessPool.open(options)) {
            List<Boolean> alone =
                    pool.map(
                            x -> {
                                boolean isAlone = new File(running).createNewFile();
                                Thread.sleep(10);
                                return new File(running).delete() && isAlone;
                            },
                            IntStream.range(0, 15).boxed());
            assertThat(alone).hasSize(15).containsOnly(true);
        }
    }

    @Test
    void O4_shutdownNow_whileWorkersLeave_ends() throws Exception {
        PoolOptions options =
                ONE.withRecycling(Recycling.afterTasks(1)).withFinalizer(() -> Thread.sleep(50));
        for (int i = 0; i < 8; i++) {
            try (var pool = ProcessPool.open(options)) {
                assertThat(Pools.answer(pool, x -> x, i)).isEqualTo(i);
                pool.shutdownNow();
                assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
                assertThat(pool.stats().unfinishedTasks()).isZero();
            }
        }
    }

    @Test
    void O4_shutdownNow_duringAFinalizer_doesNotWaitForIt() throws Exception {
        String begun = new File(directory, "begun").getPath();
        PoolOptions options =
                ONE.withFinalizer(
                                () -> {
                                    Pools.touch(begun);
                                    Thread.sleep(Duration.ofHours(1));
                                })
                        .withProcess(
                                ProcessOptions.defaults().withStartTimeout(Duration.ofMinutes(9)));
        try (var pool = ProcessPool.open(options)) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            pool.shutdown();
            Pools.awaitFile(new File(begun));
            pool.shutdownNow();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void O6_aWorkerWhoseTaskWasCancelled_isFinalizedToo() throws Exception {
        String begun = new File(directory, "begun").getPath();
        String ended = new File(directory, "ended").getPath();
        PoolOptions options =
                // A worker that takes its time to be interrupted must not be killed for it.
                ONE.withStopGrace(Duration.ofSeconds(30))
                        .withFinalizer(() -> {
                            Thread.sleep(200);
                            Pools.touch(ended);
                        });
        try (var pool = ProcessPool.open(options)) {
            var task = pool.submit(Pools.blocking(new File(begun)));
            Pools.awaitFile(new File(begun));
            task.cancel(true);
        }
        assertThat(new File(ended)).exists();
    }

    @Test
    void O5_aPoolThatRecycles_shrinksToo() {
        PoolOptions options =
                ONE.withWorkers(0, 1)
                        .withIdleTimeout(Duration.ofMillis(40))
                        .withRecycling(Recycling.afterTasks(2));
        try (var pool = ProcessPool.open(options)) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            Await.until("no worker is left", () -> pool.stats().workers() == 0);
        }
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> Recycling.afterTasks(0))
                .hasMessage("a worker must run at least one task: tasks=0");
        assertThatThrownBy(() -> Recycling.never().withMaxAge(Duration.ZERO))
                .hasMessage("a worker's age must be positive: age=PT0S");
        assertThatThrownBy(() -> Recycling.never().withMaxMemory("much"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
