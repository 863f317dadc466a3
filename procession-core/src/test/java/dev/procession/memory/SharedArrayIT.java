package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows S5, S6: shared arrays that travel to other processes. */
class SharedArrayIT {

    private static final int MANY = 1_000_000;

    @Test
    void S6_aLargeArray_changesHandsWithoutACopy() throws Exception {
        try (SharedDoubleArray array = SharedDoubleArray.create(MANY);
                var pool = ProcessPool.of(2)) {
            array.fill(1);
            int half = MANY / 2;
            List<SharedDoubleArray> back =
                    pool.map(
                            part -> {
                                for (long i = 0; i < part.length(); i++) {
                                    part.set(i, part.get(i) + i);
                                }
                                return part;
                            },
                            List.of(array.slice(0, half), array.slice(half, MANY)));
            assertThat(back).containsExactly(array.slice(0, half), array.slice(half, MANY));
            assertThat(array.get(half - 1)).isEqualTo(half);
            assertThat(array.get(half)).isEqualTo(1);
            assertThat(array.get(MANY - 1)).isEqualTo(half);
            back.getFirst().close();
            assertThat(array.get(0)).isEqualTo(1);
        }
    }

    @Test
    void S5_eachKind_travels() throws Exception {
        try (SharedByteArray bytes = SharedByteArray.create(3);
                SharedIntArray ints = SharedIntArray.create(3);
                SharedLongArray longs = SharedLongArray.create(3);
                SharedDoubleArray doubles = SharedDoubleArray.create(3);
                var pool = ProcessPool.of(1)) {
            SharedByteArray back =
                    pool.submit(
                                    () -> {
                                        bytes.set(1, (byte) 1);
                                        ints.set(1, 2);
                                        longs.set(1, 3);
                                        doubles.set(1, 4);
                                        return bytes;
                                    })
                            .get();
            assertThat(back).isEqualTo(bytes);
            assertThat(bytes.toArray()).containsExactly(0, 1, 0);
            assertThat(ints.toArray()).containsExactly(0, 2, 0);
            assertThat(longs.toArray()).containsExactly(0, 3, 0);
            assertThat(doubles.toArray()).containsExactly(0, 4, 0);
        }
    }

    @Test
    void S5_additionsToElements_areAllThere() throws Exception {
        try (SharedIntArray counts = SharedIntArray.create(10);
                var pool = ProcessPool.of(2)) {
            pool.map(
                    task -> {
                        for (int i = 0; i < 10_000; i++) {
                            counts.getAndAdd(i % 10, 1);
                        }
                        return task;
                    },
                    IntStream.range(0, 8).boxed().toList());
            assertThat(counts.toArray()).containsOnly(8000);
        }
    }

    @Test
    void S5_aGrandchild_hasItToo() throws Exception {
        try (SharedLongArray array = SharedLongArray.create(MANY);
                JavaProcess child =
                        JavaProcess.start(() -> {
                            SharedLongArray end = array.slice(MANY - 1, MANY);
                            try (JavaProcess grandchild = JavaProcess.start(() -> end.set(0, 42))) {
                                grandchild.join();
                            }
                        })) {
            child.join();
            assertThat(array.get(MANY - 1)).isEqualTo(42);
        }
    }

    @Test
    void S5_killedWhileItWrites_leavesTheArray() throws Exception {
        try (SharedLongArray array = SharedLongArray.create(MANY);
                JavaProcess child =
                        JavaProcess.start(() -> {
                            while (true) {
                                array.getAndAdd(0, 1);
                            }
                        })) {
            Await.until("it writes", () -> array.getVolatile(0) > 0);
            Pid.of(child.pid()).signal("KILL");
            child.join();
            long left = array.get(0);
            assertThat(array.getAndAdd(0, 1)).isEqualTo(left);
        }
    }

    @Test
    void S5_ofAWorker_outlivesIt() throws Exception {
        SharedIntArray small;
        SharedIntArray large;
        try (var pool = ProcessPool.of(1)) {
            small = pool.submit(() -> SharedIntArray.copyOf(1, 2)).get();
            large = pool.submit(() -> SharedIntArray.copyOf(new int[MANY])).get();
        }
        assertThat(small.toArray()).containsExactly(1, 2);
        assertThat(large.length()).isEqualTo(MANY);
        assertThat(large.get(MANY - 1)).isZero();
        small.close();
        large.close();
        large.close();
    }
}
