package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Row S5: lists and structs that travel to other processes, and their deaths. */
class SharedStructIT {

    /** Whole if both numbers and the text are of one value. */
    private record Whole(long one, long two, String text) {
        static Whole of(long number) {
            return new Whole(number, -number, "x".repeat((int) (number % 100)));
        }

        boolean isWhole() {
            return equals(of(one));
        }
    }

    @Test
    void S5_updatesOfManyProcesses_areAllThere() throws Exception {
        try (SharedStruct<Whole> struct = SharedStruct.create(Whole.of(0), 100);
                var pool = ProcessPool.of(2)) {
            List<Boolean> whole =
                    pool.map(
                            task -> {
                                boolean isWhole = true;
                                for (int i = 0; i < 1000; i++) {
                                    isWhole &= struct.get().isWhole();
                                    struct.updateAndGet(old -> Whole.of(old.one() + 1));
                                }
                                return isWhole;
                            },
                            IntStream.range(0, 8).boxed().toList());
            assertThat(whole).containsOnly(true);
            assertThat(struct.get()).isEqualTo(Whole.of(8000));
        }
    }

    @Test
    void S5_listAndStruct_travelAsArgumentAndResult() throws Exception {
        try (SharedStruct<Whole> struct = SharedStruct.create(Whole.of(1), 100);
                SharedList list = SharedList.copyOf(List.of("a", 1L), 10);
                var pool = ProcessPool.of(1)) {
            List<SharedList> lists =
                    pool.map(
                            argument -> {
                                argument.set(0, "ß\0" + argument.get(0));
                                return argument;
                            },
                            List.of(list));
            assertThat(lists).containsExactly(list);
            assertThat(list.asList()).containsExactly("ß\0a", 1L);
            List<SharedStruct<Whole>> structs =
                    pool.map(
                            argument -> {
                                argument.set(Whole.of(7));
                                return argument;
                            },
                            List.of(struct));
            assertThat(structs).containsExactly(struct);
            assertThat(struct.get()).isEqualTo(Whole.of(7));
        }
    }

    @Test
    void S5_aGrandchild_hasThemToo() throws Exception {
        try (SharedStruct<Whole> struct = SharedStruct.create(Whole.of(0), 100);
                SharedList list = SharedList.create(1, 100);
                JavaProcess child =
                        JavaProcess.start(() -> {
                            try (JavaProcess grandchild =
                                    JavaProcess.start(() -> {
                                        struct.set(Whole.of(99));
                                        list.set(0, struct.get().text());
                                    })) {
                                grandchild.join();
                            }
                        })) {
            child.join();
            assertThat(struct.get()).isEqualTo(Whole.of(99));
            assertThat(list.get(0)).isEqualTo(Whole.of(99).text());
        }
    }

    @Test
    void S5_killedWhileItWrites_leavesAWholeRecordThatCanBeReplaced() throws Exception {
        try (SharedStruct<Whole> struct = SharedStruct.create(Whole.of(0), 100)) {
            for (int turn = 0; turn < 5; turn++) {
                struct.set(Whole.of(0));
                try (JavaProcess child =
                        JavaProcess.start(() -> {
                            while (true) {
                                struct.updateAndGet(old -> Whole.of(old.one() + 1));
                            }
                        })) {
                    Await.until("it writes", () -> struct.get().one() > 10);
                    Pid.of(child.pid()).signal("KILL");
                    child.join();
                    Whole left = struct.get();
                    assertThat(left.isWhole()).isTrue();
                    assertThat(struct.updateAndGet(old -> Whole.of(old.one() + 1)))
                            .isEqualTo(Whole.of(left.one() + 1));
                }
            }
        }
    }
}
