package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Row S5: numbers that processes share are atomic without a lock. */
class SharedNumbersIT {

    private static final int TASKS = 8;
    private static final int ADDITIONS = 20_000;

    @Test
    void S5_additionsOfManyProcesses_areAllThere() throws Exception {
        try (SharedLong longs = SharedLong.create();
                SharedInt ints = SharedInt.create();
                SharedDouble doubles = SharedDouble.create();
                var pool = ProcessPool.of(2)) {
            pool.map(
                    task -> {
                        for (int i = 0; i < ADDITIONS; i++) {
                            longs.incrementAndGet();
                            ints.updateAndGet(x -> x + 1);
                            doubles.addAndGet(0.5);
                        }
                        return task;
                    },
                    IntStream.range(0, TASKS).boxed().toList());
            assertThat(longs.get()).isEqualTo(TASKS * ADDITIONS);
            assertThat(ints.get()).isEqualTo(TASKS * ADDITIONS);
            assertThat(doubles.get()).isEqualTo(TASKS * ADDITIONS * 0.5);
        }
    }

    @Test
    void S5_ofSeveralProcesses_oneSetsTheFlag() throws Exception {
        try (SharedBoolean taken = SharedBoolean.create();
                var pool = ProcessPool.of(2)) {
            List<Boolean> won =
                    pool.map(
                            task -> taken.compareAndSet(false, true),
                            IntStream.range(0, 100).boxed().toList());
            assertThat(won).filteredOn(each -> each).hasSize(1);
        }
    }

    @Test
    void S5_asArgumentAndResult_isTheSameNumber() throws Exception {
        try (SharedLong number = SharedLong.create(1);
                var pool = ProcessPool.of(1)) {
            List<SharedLong> back =
                    pool.map(
                            argument -> {
                                argument.incrementAndGet();
                                return argument;
                            },
                            List.of(number, number));
            assertThat(back).containsExactly(number, number);
            assertThat(number.get()).isEqualTo(3);
        }
    }

    @Test
    void S5_aGrandchild_hasItToo() throws Exception {
        try (SharedInt number = SharedInt.create();
                JavaProcess child =
                        JavaProcess.start(() -> {
                            try (JavaProcess grandchild =
                                    JavaProcess.start(() -> number.addAndGet(42))) {
                                grandchild.join();
                            }
                        })) {
            child.join();
            assertThat(number.get()).isEqualTo(42);
        }
    }

    @Test
    void S5_killedWhileItAdds_leavesANumberThatGoesOn() throws Exception {
        try (SharedLong number = SharedLong.create();
                JavaProcess child =
                        JavaProcess.start(() -> {
                            while (true) {
                                number.addAndGet(2);
                            }
                        })) {
            Await.until("it adds", () -> number.get() > 0);
            Pid.of(child.pid()).signal("KILL");
            child.join();
            long left = number.get();
            assertThat(left).isEven();
            assertThat(number.addAndGet(2)).isEqualTo(left + 2);
        }
    }

    @Test
    void S5_closedByItsMaker_isToldToOthers() throws Exception {
        SharedLong number = SharedLong.create();
        try (var pool = ProcessPool.of(1)) {
            pool.map(x -> number.incrementAndGet(), List.of(1));
            number.close();
            assertThatThrownBy(() -> pool.submit(number::incrementAndGet).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasStackTraceContaining("it was closed");
        }
    }
}
