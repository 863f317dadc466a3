package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.TaskCallable;
import dev.procession.WorkerDiedException;
import dev.procession.internal.util.Harm;
import dev.procession.testing.Pid;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows F1 to F7: a worker dies, and exactly the task that it ran has to do with it. */
class DeathIT {

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    /**
     * Has one task end its worker while tasks wait behind it and another worker is busy; only the
     * one fails.
     */
    private WorkerDiedException dies(TaskCallable<?> task) throws Exception {
        try (var pool =
                ProcessPool.open(PoolOptions.defaults().withWorkers(2).withName("mortal"))) {
            String gate = file("gate").getPath();
            CompletableFuture<Integer> other =
                    pool.submit(() -> {
                        Pools.park(gate);
                        return 1;
                    });
            CompletableFuture<?> doomed = pool.submit(task);
            List<CompletableFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int value = i;
                behind.add(pool.submit(() -> value));
            }
            Throwable thrown = Pools.failure(doomed);
            assertThat(thrown).isInstanceOf(WorkerDiedException.class);
            for (int i = 0; i < 20; i++) {
                assertThat(Pools.get(behind.get(i))).isEqualTo(i);
            }
            assertThat(other).isNotDone();
            Pools.touch(gate);
            assertThat(Pools.get(other)).isEqualTo(1);
            WorkerDiedException death = (WorkerDiedException) thrown;
            assertThat(death.pid()).isPositive();
            assertThat(death)
                    .hasMessageStartingWith("[pool mortal] worker mortal-")
                    .hasMessageContaining(" died while running task 2: pid=" + death.pid());
            return death;
        }
    }

    @Test
    void F1_idleWorkerKilled_isReplaced_andNoTaskFails() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(Pools.answer(pool, x -> x, i)).isEqualTo(i);
                Pid before = Pools.worker(pool);
                before.signal("KILL");
                if (i % 2 == 0) {
                    Pools.workerOtherThan(pool, before.number());
                }
            }
            assertThat(Pools.answer(pool, x -> x, 9)).isEqualTo(9);
        }
    }

    @Test
    void F2_workerKilledWhileBusy_onlyItsTaskFails() throws Exception {
        String path = file("pid").getPath();
        Thread killer =
                Thread.ofPlatform()
                        .start(() -> {
                            Pools.awaitFile(file("pid"));
                            kill(file("pid").toPath());
                        });
        WorkerDiedException death =
                dies(() -> {
                    Files.writeString(Path.of(path + ".tmp"), "" + Pools.ownPid());
                    new File(path + ".tmp").renameTo(new File(path));
                    Thread.sleep(600_000);
                    return 1;
                });
        killer.join();
        assertThat(death.exitStatus()).isEqualTo(ExitStatus.signaled(9));
        assertThat(death).hasMessageContaining("out-of-memory killer");
    }

    private static void kill(Path pid) {
        try {
            Pid.of(Files.readString(pid)).signal("KILL");
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 137})
    void F3_exitWithinATask_isADeath(int code) throws Exception {
        WorkerDiedException death =
                dies(() -> {
                    System.exit(code);
                    return 1;
                });
        assertThat(death.exitStatus()).isEqualTo(ExitStatus.exited(code));
        assertThat(death).hasMessageContaining("System.exit(" + code + ")");
    }

    @Test
    void F3_haltWithinATask_isADeath() throws Exception {
        WorkerDiedException death =
                dies(() -> {
                    Runtime.getRuntime().halt(0);
                    return 1;
                });
        assertThat(death.exitStatus()).isEqualTo(ExitStatus.exited(0));
    }

    @Test
    void F3_lastWords_areInTheMessage() throws Exception {
        WorkerDiedException death =
                dies(() -> {
                    System.err.println("my last words, expected in this test's output");
                    System.exit(3);
                    return 1;
                });
        assertThat(death).hasMessageContaining("my last words");
        assertThat(death.death().lastErrorLines()).anyMatch(it -> it.contains("my last words"));
    }

    @Test
    void F7_segmentationFault_namesTheCrashReport() throws Exception {
        WorkerDiedException death = dies(() -> harm("segfault"));
        assertThat(death.death().likelyCause()).contains("SIGSEGV");
        assertThat(death.death().crashReport()).isNotNull();
        Path report = Path.of(death.death().crashReport());
        assertThat(report).exists();
        Files.delete(report);
        assertThat(death).hasMessageContaining("problematic frame: ");
    }

    private static int harm(String way) {
        Harm.by(way);
        return 1;
    }

    /** Ends the worker while it is written or read there. */
    static final class Deadly implements Serializable {
        private static final long serialVersionUID = 1;
        final boolean isOnWrite;
        final long home;

        Deadly(boolean isOnWrite, long home) {
            this.isOnWrite = isOnWrite;
            this.home = home;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            if (isOnWrite && home != Pools.ownPid()) {
                Runtime.getRuntime().halt(4);
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (!isOnWrite && home != Pools.ownPid()) {
                Runtime.getRuntime().halt(5);
            }
        }
    }

    @Test
    void F5_deathWhileDecodingTheTask_costsIt() throws Exception {
        Deadly deadly = new Deadly(false, Pools.ownPid());
        assertThat(dies(() -> deadly.hashCode()).exitStatus()).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void F5_deathWhileEncodingTheResult_costsIt() throws Exception {
        Deadly deadly = new Deadly(true, Pools.ownPid());
        assertThat(dies(() -> deadly).exitStatus()).isEqualTo(ExitStatus.exited(4));
    }

    /** Each part of a quarter of a megabyte is written by itself. */
    private static final int LONG = 10 << 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void F6_deathAtASeededOffsetOfALongResult_costsItsTask_andBlocksNobody(long seed)
            throws Exception {
        int part = 1 + new Random(seed).nextInt(LONG >> 18);
        PoolOptions options =
                Pools.withFault(PoolOptions.defaults().withWorkers(1), "spill.part:kill:" + part);
        try (var pool = ProcessPool.open(options)) {
            if (seed % 2 == 0) {
                // The first result of a worker goes another way.
                assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            }
            CompletableFuture<String> doomed = pool.submit(() -> "x".repeat(LONG));
            List<CompletableFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int value = i;
                behind.add(pool.submit(() -> value));
            }
            assertThat(Pools.failure(doomed))
                    .as("killed at part %s, seed %s", part, seed)
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("status=signaled(9)");
            for (int i = 0; i < 20; i++) {
                assertThat(Pools.get(behind.get(i))).isEqualTo(i);
            }
        }
    }

    /** Large arrays are copied into the file's pages at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void F6_deathBeforeALargeArrayIsWritten_costsItsTask_andBlocksNobody(boolean isFirst)
            throws Exception {
        PoolOptions options =
                Pools.withFault(PoolOptions.defaults().withWorkers(1), "spill.part:kill:1");
        try (var pool = ProcessPool.open(options)) {
            if (!isFirst) {
                assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            }
            CompletableFuture<byte[]> doomed = pool.submit(() -> new byte[LONG]);
            CompletableFuture<Integer> behind = pool.submit(() -> 5);
            assertThat(Pools.failure(doomed))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("status=signaled(9)");
            assertThat(Pools.get(behind)).isEqualTo(5);
        }
    }

    // ---- every place of a task's way ---------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "worker.begun, 1",
        "worker.begun, 2",
        "worker.begun, 40",
        "worker.decoded, 1",
        "worker.decoded, 2",
        "worker.decoded, 40",
        "worker.ran, 1",
        "worker.ran, 2",
        "worker.ran, 40",
        "worker.encoded, 1",
        "worker.encoded, 2",
        "worker.encoded, 40",
        "lane.payload, 1",
        "lane.payload, 2",
        "lane.payload, 40",
        "lane.head, 1",
        "lane.head, 2",
        "lane.head, 40",
        "lane.written, 1",
        "lane.written, 2",
        "lane.written, 40",
        "lane.done, 1",
        "lane.done, 2",
        "lane.done, 40",
        "worker.finished, 1",
        "worker.finished, 2",
        "worker.finished, 40",
        "worker.claim, 1",
        "worker.claim, 2",
        "worker.claim, 40"
    })
    void F4_killedAnywhereOnTheWayOfTheNthTask_costsAtMostThatOne(String place, int nth)
            throws Exception {
        String ran = file("ran").getPath();
        new File(ran).mkdir();
        // Each worker dies at its nth task; with many tasks that happens again and again.
        int count = nth == 40 ? 60 : 2 * nth + 1;
        PoolOptions options = Pools.withFault(PoolOptions.defaults(), place + ":kill:" + nth);
        try (var pool = ProcessPool.open(options.withWorkers(1));
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> {
                                    Pools.touch(ran + "/" + x + "-" + System.nanoTime());
                                    return 2 * x;
                                },
                                IntStream.range(0, count).boxed())) {
            List<Outcome<Integer, Integer>> all = outcomes.toList();
            assertThat(all).hasSize(count);
            boolean isBetweenTasks =
                    place.equals("worker.claim")
                            || place.equals("worker.finished")
                            || place.equals("lane.done");
            // The pool gives up, and no task was begun.
            boolean isFailedStart = place.equals("worker.claim") && nth == 1;
            int[] runs = new int[count];
            for (String each : new File(ran).list()) {
                runs[Integer.parseInt(each.substring(0, each.indexOf('-')))]++;
            }
            int failed = 0;
            for (int i = 0; i < count; i++) {
                assertThat(runs[i]).as("runs of %s", i).isLessThanOrEqualTo(1);
                switch (all.get(i)) {
                    case Outcome.Ok(var input, var value, var run) -> {
                        assertThat(value).isEqualTo(2 * input);
                        assertThat(runs[i]).isEqualTo(1);
                    }
                    case Outcome.Failed(var input, var cause, var run) -> {
                        assertThat(cause).isInstanceOf(WorkerDiedException.class);
                        assertThat(run.attempts()).isEqualTo(isFailedStart ? 0 : 1);
                        failed++;
                    }
                }
            }
            if (isFailedStart) {
                assertThat(failed).isEqualTo(count);
            } else if (isBetweenTasks) {
                assertThat(failed).isZero();
            } else {
                assertThat(failed).isEqualTo(count / nth);
            }
        }
    }
}
