package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskFunction;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads of all sizes in both directions, and many different functions on the same workers. */
class PayloadIT {

    @TempDir File directory;

    /** Around every limit: the cell's, its head's, the buffers'. */
    private static List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (int limit : new int[] {0, 64, 128, 232, 256, 960, 1024, 65_536}) {
            for (int d = -12; d <= 12; d++) {
                if (limit + d >= 0) {
                    sizes.add(limit + d);
                }
            }
        }
        sizes.addAll(List.of(1 << 20, (1 << 20) + 1, 10 << 20));
        return sizes;
    }

    private static byte[] patterned(int size, int seed) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (seed + 31 * i);
        }
        return bytes;
    }

    private static boolean isPatterned(byte[] bytes, int seed) {
        return Arrays.equals(bytes, patterned(bytes.length, seed));
    }

    @Test
    void payloadsOfAllSizes_arriveBothWays() {
        try (var pool = ProcessPool.of(1)) {
            for (int size : sizes()) {
                byte[] there = patterned(size, size);
                byte[] back =
                        pool.apply(
                                bytes -> {
                                    if (!isPatterned(bytes, bytes.length)) {
                                        throw new AssertionError("mixed up");
                                    }
                                    return patterned(bytes.length, bytes.length + 1);
                                },
                                there);
                assertThat(isPatterned(back, size + 1)).as("size %s", size).isTrue();
                assertThat(back).hasSize(size);
            }
        }
    }

    @Test
    void firstTaskOfAWorker_mayBeLong() {
        for (int size : List.of(0, 191, 192, 5000, 3 << 20)) {
            try (var pool = ProcessPool.of(1)) {
                byte[] back = pool.apply(bytes -> bytes, patterned(size, 7));
                assertThat(isPatterned(back, 7)).isTrue();
            }
        }
    }

    @Test
    void longPayloadsOfManyCallers_areNotMixedUp() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                int seed = t;
                callers.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        for (int i = 0; i < 150; i++) {
                                            int size = (i * 7919 + seed * 37) % 40_000;
                                            byte[] back =
                                                    pool.apply(x -> x, patterned(size, seed + i));
                                            if (back.length != size
                                                    || !isPatterned(back, seed + i)) {
                                                throw new AssertionError("mixed up");
                                            }
                                        }
                                    } catch (Throwable thrown) {
                                        wrong.set(thrown);
                                    }
                                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(wrong.get()).isNull();
        }
    }

    @Test
    void mapOfMixedSizes_isRight() {
        try (var pool = ProcessPool.of(2)) {
            List<byte[]> results =
                    pool.map(
                            size -> patterned(size, size),
                            IntStream.range(0, 2000).map(i -> i * i % 3001).boxed());
            for (int i = 0; i < 2000; i++) {
                int size = i * i % 3001;
                assertThat(results.get(i)).hasSize(size);
                assertThat(isPatterned(results.get(i), size)).isTrue();
            }
        }
    }

    @Test
    void longPayloads_doNotGrowTheFilesForEver() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            for (int i = 0; i < 60; i++) {
                assertThat(pool.<byte[], byte[]>apply(x -> x, new byte[1 << 20])).hasSize(1 << 20);
            }
            long total;
            try (Stream<Path> files = Files.walk(Leftovers.base())) {
                total = files.mapToLong(each -> each.toFile().length()).sum();
            }
            assertThat(total).isLessThan(16L << 20);
        }
    }

    // ---- functions ---------------------------------------------------------------------------

    @Test
    void hundredsOfFunctions_keepTheirIdentity() {
        try (var pool = ProcessPool.of(2)) {
            List<TaskFunction<Integer, Integer>> functions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                functions.add(x -> x * 1000 + n);
            }
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 200; i++) {
                    int k = (i * 67 + round) % 200;
                    int answer = pool.apply(functions.get(k), round);
                    assertThat(answer).isEqualTo(round * 1000 + k);
                }
            }
        }
    }

    @Test
    void interleavedMaps_ofFarMoreFunctionsThanPlaces_areRight() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            List<CompletableFuture<Void>> maps = new ArrayList<>();
            for (int m = 0; m < 80; m++) {
                int n = m;
                maps.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    List<Integer> results =
                                            pool.map(
                                                    x -> x * 100 + n,
                                                    IntStream.range(0, 100).boxed());
                                    for (int i = 0; i < 100; i++) {
                                        assertThat(results.get(i)).isEqualTo(i * 100 + n);
                                    }
                                },
                                command -> Thread.ofPlatform().start(command)));
            }
            for (CompletableFuture<Void> each : maps) {
                Pools.get(each);
            }
        }
    }

    @Test
    void functionsAreKnownAgain_afterADeath() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            int captured = 7;
            TaskFunction<Integer, Integer> one = x -> x + captured;
            TaskFunction<Integer, Integer> other = x -> x - captured;
            for (int i = 0; i < 4; i++) {
                int a = pool.apply(one, i);
                int b = pool.apply(other, i);
                assertThat(a).isEqualTo(i + 7);
                assertThat(b).isEqualTo(i - 7);
                Pools.worker(pool).signal("KILL");
            }
        }
    }

    @Test
    void functionsAreKnownAgain_afterTheirTasksWereTakenBack() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            pool.map(x -> x, IntStream.range(0, 3000).boxed());
            for (int round = 0; round < 3; round++) {
                String gate = new File(directory, "gate" + round).getPath();
                int n = round;
                // Those behind the slow one are taken back, with the function they brought.
                try (Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomesUnordered(
                                x -> {
                                    if (x == 0) {
                                        Pools.park(gate);
                                    }
                                    return x + n;
                                },
                                IntStream.range(0, 500).boxed())) {
                    int[] seen = {0};
                    outcomes.forEach(outcome -> {
                        assertThat(((Outcome.Ok<Integer, Integer>) outcome).value())
                                .isEqualTo(outcome.input() + n);
                        if (++seen[0] == 499) {
                            Pools.touch(gate);
                        }
                    });
                    assertThat(seen[0]).isEqualTo(500);
                }
            }
        }
    }

    static final class Big implements Serializable {
        private static final long serialVersionUID = 1;
        final byte[] data;

        Big(int size) {
            data = patterned(size, 3);
        }
    }

    @Test
    void functionWithALargeCapturedState_isSentOnceToEachWorker() {
        Big big = new Big(5 << 20);
        try (var pool = ProcessPool.of(2)) {
            List<Integer> results =
                    pool.map(
                            i -> {
                                if (i == 17 && !isPatterned(big.data, 3)) {
                                    throw new AssertionError("mixed up");
                                }
                                return big.data.length + i;
                            },
                            IntStream.range(0, 50).boxed());
            assertThat(results).hasSize(50).endsWith((5 << 20) + 49);
        }
    }

    @Test
    void capturedState_isACopyOfTheMomentOfTheCall() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            int[] state = {1};
            CompletableFuture<Integer> future = pool.submit(() -> state[0]++ * 10);
            state[0] = 5;
            assertThat(Pools.get(future)).isEqualTo(10);
            assertThat(state[0]).isEqualTo(5);
            TaskFunction<Integer, Integer> function = x -> x + state[0];
            int first = pool.apply(function, 1);
            state[0] = 100;
            int second = pool.apply(function, 1);
            assertThat(List.of(first, second)).containsExactly(6, 101);
        }
    }

    @Test
    void nulls_travelEverywhere() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            assertThat(Pools.answer(pool, x -> null, 1)).isNull();
            assertThat(pool.<Object, Boolean>apply(x -> x == null, null)).isTrue();
            CompletableFuture<Object> future = pool.submit(() -> null);
            assertThat(Pools.get(future)).isNull();
            Await.until("done", future::isDone);
        }
    }

    /** A parent that may not write large files, which is what a full file system is to it. */
    static final class Full {
        private Full() {}

        public static void main(String[] arguments) throws Exception {
            try (var pool = ProcessPool.of(1)) {
                pool.apply(x -> x, 1);
                System.out.println("ready");
                System.in.read();
                try {
                    pool.apply(bytes -> bytes.length, new byte[4 << 20]);
                } catch (CompletionException failure) {
                    System.out.println("apply: " + failure.getCause());
                }
                System.out.println("then: " + pool.apply(bytes -> bytes.length, new byte[100]));
                List<byte[]> inputs = List.of(new byte[1], new byte[4 << 20], new byte[3]);
                try (var outcomes = pool.outcomes(bytes -> bytes.length, inputs)) {
                    outcomes.forEach(outcome ->
                            System.out.println(
                                    "outcome: "
                                            + (outcome instanceof Outcome.Ok<byte[], Integer> ok
                                                    ? ok.value()
                                                    : "no room")));
                }
            }
        }
    }

    @Test
    void argumentThatFindsNoRoom_failsAlone() throws Exception {
        try (Victim parent = Victim.start(Full.class)) {
            parent.line("ready");
            Process limit =
                    new ProcessBuilder(
                                    "prlimit",
                                    "--pid",
                                    "" + parent.pid().number(),
                                    "--fsize=1000000")
                            .start();
            assertThat(limit.waitFor()).isZero();
            parent.send("go");
            assertThat(parent.line("apply: "))
                    .contains("CodecException", "4194", "-Dprocession.directory");
            assertThat(parent.line("then: ")).isEqualTo("100");
            assertThat(parent.line("outcome: ")).isEqualTo("1");
            assertThat(parent.line("outcome: ")).isEqualTo("no room");
            assertThat(parent.line("outcome: ")).isEqualTo("3");
            assertThat(parent.awaitEnd()).isZero();
        }
    }
}
