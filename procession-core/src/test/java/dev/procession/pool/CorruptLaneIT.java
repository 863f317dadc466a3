package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskFunction;
import dev.procession.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row SEC10: a task writes into the lane of its worker: the parent neither crashes nor hangs, and
 * whatever it takes for a result of other tasks is one.
 */
class CorruptLaneIT {

    /** The file that carries the tasks of this process, a worker that has mapped it. */
    static RandomAccessFile ownLane() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.endsWith(".lane")) {
                return new RandomAccessFile(line.substring(line.indexOf('/')), "rw");
            }
        }
        throw new IOException("no lane is mapped");
    }

    private static int overwrite(long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile lane = ownLane()) {
            lane.seek(offset);
            lane.write(bytes);
        }
        return -1;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Every task ends; all that have a value have the right one; the pool works afterwards. */
    private static void survives(List<TaskFunction<Integer, Integer>> vandals) throws Exception {
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withTaskTimeout(Duration.ofSeconds(2))
                        .withStopGrace(Duration.ofMillis(300));
        try (var pool = ProcessPool.open(options)) {
            for (TaskFunction<Integer, Integer> vandal : vandals) {
                pool.map(x -> x, IntStream.range(0, 20).boxed());
                survives(pool, vandal);
            }
        }
    }

    static void survives(ProcessPool pool, TaskFunction<Integer, Integer> vandal) throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int value = i;
            futures.add(
                    i == 20 ? pool.submit(() -> vandal.apply(value)) : pool.submit(() -> value));
        }
        for (int i = 0; i < 60; i++) {
            CompletableFuture<Integer> future = futures.get(i);
            Await.until("task " + i + " has an outcome", future::isDone);
            if (i != 20 && !future.isCompletedExceptionally()) {
                assertThat(future.join()).isEqualTo(i);
            }
        }
        // Nothing of the damage is left a moment later.
        Await.until("the pool works", () -> works(pool) && works(pool) && works(pool));
    }

    static boolean works(ProcessPool pool) {
        try {
            return pool.map(x -> x + 1, IntStream.range(0, 50).boxed())
                    .equals(IntStream.range(1, 51).boxed().toList());
        } catch (CompletionException damaged) {
            return false;
        }
    }

    private static TaskFunction<Integer, Integer> overwriting(long offset, int length, int value) {
        return x -> overwrite(offset, filled(length, value));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, -1})
    void SEC10_overwrittenWords_areSurvived(int value) throws Exception {
        List<TaskFunction<Integer, Integer>> vandals = new ArrayList<>();
        for (long offset : new long[] {64, 68, 128, 192, 256, 260, 320, 384, 448, 452}) {
            vandals.add(overwriting(offset, 4, value));
        }
        survives(vandals);
    }

    @Test
    void SEC10_overwrittenRegions_areSurvived() throws Exception {
        survives(
                List.of(
                        overwriting(1024, 4096, 255),
                        overwriting(8192, 900 * 256, 255),
                        overwriting(0, 64 << 10, 0)));
    }

    private static TaskFunction<Integer, Integer> scattering(long seed) {
        return x -> {
            Random random = new Random(seed);
            try (RandomAccessFile lane = ownLane()) {
                for (int i = 0; i < 300; i++) {
                    byte[] bytes = new byte[1 + random.nextInt(16)];
                    random.nextBytes(bytes);
                    int limit = random.nextBoolean() ? 512 : (int) lane.length() - 16;
                    lane.seek(random.nextInt(limit));
                    lane.write(bytes);
                }
            }
            return -1;
        };
    }

    @Test
    void SEC10_garbageAtRandomPlaces_isSurvived() throws Exception {
        List<TaskFunction<Integer, Integer>> vandals = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            vandals.add(scattering(seed));
        }
        survives(vandals);
    }

    @Test
    void SEC10_garbageWhileItWorks_isSurvived() throws Exception {
        survives(
                List.of(x -> {
                    Thread vandal =
                            new Thread(() -> {
                                Random random = new Random(9);
                                try (RandomAccessFile lane = ownLane()) {
                                    while (true) {
                                        lane.seek(random.nextInt(512));
                                        lane.write(random.nextInt());
                                    }
                                } catch (IOException gone) {
                                    return;
                                }
                            });
                    vandal.setDaemon(true);
                    vandal.start();
                    return -1;
                }));
    }

    @Test
    void SEC10_forgedLongResult_isSurvived() throws Exception {
        survives(
                List.of(x -> {
                    // An inverted RESULT_SIZE and a position for all cells, its own among them.
                    try (RandomAccessFile lane = ownLane()) {
                        for (int cell = 0; cell < 1024; cell++) {
                            lane.seek(1024 + 256L * cell + 12);
                            lane.write(filled(4, -128));
                            lane.seek(1024 + 256L * cell + 24);
                            lane.write(filled(8, 127));
                        }
                    }
                    Thread.sleep(50);
                    return -1;
                }));
    }

    /** Has words of the lane change between right and wrong as fast as memory does. */
    private static int flip(long seed) throws IOException {
        MappedByteBuffer memory;
        try (RandomAccessFile lane = ownLane()) {
            memory = lane.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, lane.length());
        }
        memory.order(ByteOrder.LITTLE_ENDIAN);
        Thread vandal =
                new Thread(() -> {
                    Random random = new Random(seed);
                    // BEGUN, TAIL, DONE, PARENT_SLEEP, WAKE_AT; sizes and places of results.
                    int[] words = {64, 68, 128, 256, 260};
                    while (true) {
                        int at =
                                random.nextBoolean()
                                        ? words[random.nextInt(words.length)]
                                        : 1024
                                                + 256 * random.nextInt(1024)
                                                + (random.nextBoolean() ? 12 : 28);
                        int right = memory.getInt(at);
                        memory.putInt(at, right + random.nextInt(3) - 1);
                        memory.putInt(at, random.nextBoolean() ? ~right : 1 << 30);
                        memory.putInt(at, right);
                    }
                });
        vandal.setDaemon(true);
        vandal.start();
        return -1;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void SEC10_wordsFlippingBetweenCheckAndUse_areSurvived(long seed) throws Exception {
        survives(List.of(x -> flip(seed)));
    }
}
