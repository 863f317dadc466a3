package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.WorkerDiedException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows O3, F2 and F6 under load: SIGKILL at seeded random instants costs what was begun, once. */
class RandomDeathProperties {

    private static final int INPUTS = 50_000;

    @TempDir File directory;

    /** Counts its runs where they outlive the process: one byte for each input. */
    private static final class Tally {
        private static RandomAccessFile file;

        static synchronized void add(String path, int input) throws IOException {
            if (file == null) {
                file = new RandomAccessFile(path, "rw");
            }
            file.seek(input);
            int before = file.read();
            file.seek(input);
            file.write(before + 1);
        }
    }

    /** Kills a random worker at random instants; counts the kills. */
    private static final class Killer implements Runnable {
        private final ProcessPool pool;
        private final Random random;
        private final int most;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread = new Thread(this, "killer");
        volatile int kills;

        Killer(ProcessPool pool, long seed, int most) {
            this.pool = pool;
            this.random = new Random(seed);
            this.most = most;
            thread.start();
        }

        @Override
        public void run() {
            Set<Long> killed = new HashSet<>();
            while (!stopped.get() && kills < most) {
                LockSupport.parkNanos(10_000_000 + random.nextInt(40_000_000));
                // Not those that still start: six of them in a row are the end of a pool.
                List<WorkerInfo> workers = new ArrayList<>(pool.workers());
                workers.removeIf(each -> each.tasksDone() == 0);
                if (!workers.isEmpty()) {
                    long pid = workers.get(random.nextInt(workers.size())).pid();
                    if (killed.add(pid)) {
                        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                        kills++;
                    }
                }
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
        }
    }

    private static int spin(int micros) {
        long end = System.nanoTime() + micros * 1000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return micros;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void F2_killsUnderLoad_costOnlyWhatWasBegun_andNothingRunsTwice(long seed) throws Exception {
        String path = new File(directory, "tally").getPath();
        Files.write(new File(path).toPath(), new byte[INPUTS]);
        List<Integer> failed = new ArrayList<>();
        int kills;
        try (var pool = ProcessPool.of(2)) {
            Killer killer = new Killer(pool, seed, 12);
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(
                            x -> {
                                Tally.add(path, x);
                                spin(x % 100 == 0 ? 200 : 5);
                                return 3 * x;
                            },
                            IntStream.range(0, INPUTS).boxed())) {
                int[] next = {0};
                outcomes.forEach(outcome -> {
                    assertThat(outcome.input()).isEqualTo(next[0]++);
                    switch (outcome) {
                        case Outcome.Ok(var input, var value, var run) ->
                                assertThat(value).isEqualTo(3 * input);
                        case Outcome.Failed(var input, var cause, var run) -> {
                            assertThat(cause).isInstanceOf(WorkerDiedException.class);
                            assertThat(((WorkerDiedException) cause).exitStatus())
                                    .isEqualTo(ExitStatus.signaled(9));
                            assertThat(run.attempts()).isEqualTo(1);
                            failed.add(input);
                        }
                    }
                });
                assertThat(next[0]).isEqualTo(INPUTS);
            } finally {
                killer.stop();
            }
            kills = killer.kills;
        }
        assertThat(kills).as("kills, seed %s", seed).isPositive();
        assertThat(failed.size()).as("failed, seed %s", seed).isLessThanOrEqualTo(kills);
        byte[] runs = Files.readAllBytes(new File(path).toPath());
        for (int i = 0; i < INPUTS; i++) {
            boolean isFailed = failed.contains(i);
            if (isFailed ? runs[i] > 1 : runs[i] != 1) {
                throw new AssertionError(
                        "input "
                                + i
                                + " ran "
                                + runs[i]
                                + " times, failed="
                                + isFailed
                                + ", seed="
                                + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void F6_killsWhileLongPayloadsTravel_mixNothingUp(long seed) throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Killer killer = new Killer(pool, seed, 8);
            Random random = new Random(seed);
            int failures = 0;
            try (Stream<Outcome<byte[], byte[]>> outcomes =
                    pool.outcomes(
                            x -> {
                                byte[] result = x.clone();
                                for (int i = 0; i < result.length; i += 97) {
                                    result[i]++;
                                }
                                return result;
                            },
                            IntStream.range(0, 400)
                                    .mapToObj(i -> {
                                        byte[] bytes = new byte[random.nextInt(300_000)];
                                        java.util.Arrays.fill(bytes, (byte) i);
                                        return bytes;
                                    }))) {
                for (Outcome<byte[], byte[]> outcome :
                        (Iterable<Outcome<byte[], byte[]>>) outcomes::iterator) {
                    if (outcome instanceof Outcome.Ok(var input, var value, var run)) {
                        assertThat(value).hasSameSizeAs(input);
                        for (int i = 0; i < input.length; i++) {
                            int expected = (byte) (input[i] + (i % 97 == 0 ? 1 : 0));
                            if (value[i] != expected) {
                                throw new AssertionError("byte " + i + ", seed " + seed);
                            }
                        }
                    } else {
                        failures++;
                    }
                }
            } finally {
                killer.stop();
            }
            assertThat(failures).isLessThanOrEqualTo(killer.kills);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void F2_killsAmongSubmittedTasks_everyFutureEnds(long seed) throws Exception {
        try (var pool = ProcessPool.of(2)) {
            Killer killer = new Killer(pool, seed, 10);
            int failures = 0;
            try {
                for (int round = 0; round < 40; round++) {
                    List<java.util.concurrent.CompletableFuture<Integer>> futures =
                            new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        int value = i;
                        futures.add(pool.submit(() -> spin(200) + value));
                    }
                    for (int i = 0; i < 50; i++) {
                        try {
                            assertThat(Pools.get(futures.get(i))).isEqualTo(200 + i);
                        } catch (java.util.concurrent.ExecutionException failed) {
                            assertThat(failed).hasCauseInstanceOf(WorkerDiedException.class);
                            failures++;
                        }
                    }
                }
            } finally {
                killer.stop();
            }
            assertThat(failures).isLessThanOrEqualTo(killer.kills);
        }
    }
}
