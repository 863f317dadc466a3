package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskFunction;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row SEC11: a task cuts the files short by which its worker and the parent exchange tasks. The
 * parent, which has one of them mapped, neither crashes nor hangs; every task ends.
 */
class CutLaneIT {

    private static final PoolOptions TWO =
            PoolOptions.defaults()
                    .withWorkers(2)
                    .withTaskTimeout(Duration.ofSeconds(5))
                    .withStopGrace(Duration.ofMillis(300));

    @TempDir File folder;

    private static int cutLane(long length) throws IOException {
        try (RandomAccessFile lane = CorruptLaneIT.ownLane()) {
            lane.setLength(length);
        }
        return -1;
    }

    /** Not before the worker has mapped it: a first task runs without. */
    private static void warm(ProcessPool pool, int tasks) {
        assertThat(pool.map(x -> x, IntStream.range(0, tasks).boxed()))
                .isEqualTo(IntStream.range(0, tasks).boxed().toList());
    }

    /** Many tasks before it make the parent run compiled code, none interpreted. */
    @ParameterizedTest
    @ValueSource(ints = {40, 20_000})
    void SEC11_laneCutShort_costsNoMoreThanThatWorker(int tasksBefore) throws Exception {
        try (var pool = ProcessPool.open(TWO)) {
            for (long length : new long[] {0, 64, 4096, 100_000}) {
                warm(pool, tasksBefore);
                CorruptLaneIT.survives(pool, x -> cutLane(length));
            }
        }
    }

    @Test
    void SEC11_laneCutShortByATaskThatGoesOn_isNoticedWithoutAResult() throws Exception {
        String cut = new File(folder, "cut").getPath();
        try (var pool = ProcessPool.open(TWO.withWorkers(1))) {
            warm(pool, 40);
            CompletableFuture<Integer> vandal =
                    pool.submit(() -> {
                        cutLane(0);
                        Pools.touch(cut);
                        Pools.park(cut + ".never");
                        return 1;
                    });
            Throwable failure = Pools.failure(vandal);
            assertThat(failure).isInstanceOf(WorkerDiedException.class);
            assertThat(failure).hasMessageContaining("killed by us: its lane is broken: ");
            warm(pool, 40);
        }
    }

    @Test
    void SEC11_laneCutShortWhileThePoolIsIdle_isNoticedByTheNextTask() throws Exception {
        String cut = new File(folder, "cut").getPath();
        try (var pool = ProcessPool.open(TWO.withWorkers(1))) {
            warm(pool, 40);
            pool.apply(
                    x -> {
                        Thread later =
                                new Thread(() -> {
                                    try {
                                        Pools.park(cut + ".go");
                                        cutLane(0);
                                        Pools.touch(cut);
                                    } catch (IOException failure) {
                                        throw new java.io.UncheckedIOException(failure);
                                    }
                                });
                        later.setDaemon(true);
                        later.start();
                        return x;
                    },
                    1);
            Pid first = Pools.worker(pool);
            Pools.touch(cut + ".go");
            // The pool may have noticed, and killed it, before it could say so.
            Await.until("the lane was cut", () -> new File(cut).exists() || !first.isAlive());
            // Never lost: it fails with the worker or another one runs it.
            CompletableFuture<Integer> next = pool.submit(() -> 7);
            Await.until("the next task ends", next::isDone);
            if (next.isCompletedExceptionally()) {
                assertThat(Pools.failure(next)).isInstanceOf(WorkerDiedException.class);
            } else {
                assertThat(next.join()).isEqualTo(7);
            }
            first.awaitDeath(Duration.ofSeconds(20));
            warm(pool, 40);
        }
    }

    private static byte[] payload(int number) {
        byte[] bytes = new byte[300_000];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    /** Cuts a file of its worker short as often as it can. */
    private static void cutForEver(String suffix) throws IOException {
        Path file;
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            String lane = lines.filter(line -> line.endsWith(".lane")).findAny().orElseThrow();
            file = Path.of(lane.substring(lane.indexOf('/')).replace(".lane", suffix));
        }
        Thread vandal =
                new Thread(() -> {
                    try (RandomAccessFile spill = new RandomAccessFile(file.toFile(), "rw")) {
                        while (true) {
                            spill.setLength(0);
                        }
                    } catch (IOException gone) {
                        Runtime.getRuntime().halt(9);
                    }
                });
        vandal.setDaemon(true);
        vandal.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {".out", ".in"})
    void SEC11_fileOfLongPayloadsCutShort_costsNoMoreThanThatWorker(String suffix)
            throws Exception {
        try (var pool = ProcessPool.open(TWO)) {
            warm(pool, 40);
            TaskFunction<byte[], byte[]> vandal =
                    bytes -> {
                        cutForEver(suffix);
                        return bytes;
                    };
            List<CompletableFuture<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] argument = payload(i);
                all.add(
                        i == 5
                                ? pool.submit(() -> vandal.apply(argument))
                                : pool.submit(() -> argument.clone()));
            }
            for (int i = 0; i < all.size(); i++) {
                CompletableFuture<byte[]> each = all.get(i);
                Await.until("task " + i + " has an outcome", each::isDone);
                // What was cut and written again has zeros where the payload was: no such bytes.
                if (!each.isCompletedExceptionally() && i != 5) {
                    assertThat(each.join().length).isEqualTo(payload(i).length);
                }
            }
            pool.workers().forEach(each -> Pid.of(each.pid()).signal("KILL"));
            Await.until("the pool works", () -> CorruptLaneIT.works(pool));
        }
    }

    /** A parent whose code is never compiled, for which a lane's end is most dangerous. */
    static final class Interpreted {
        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.open(TWO)) {
                for (int round = 0; round < 3; round++) {
                    warm(pool, 40);
                    CorruptLaneIT.survives(pool, x -> cutLane(0));
                }
            }
            System.out.println("survived");
        }
    }

    @Test
    void SEC11_laneOfAnInterpretedParentCutShort_isSurvived() {
        try (Victim parent = Victim.start(Interpreted.class, "-Xint")) {
            parent.line("survived");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
