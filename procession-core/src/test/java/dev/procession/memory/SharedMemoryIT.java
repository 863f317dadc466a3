package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows S5, S6, SEC11: raw shared memory that travels to other processes of the session. */
class SharedMemoryIT {

    private static long at(SharedMemory memory) {
        return memory.segment().get(ValueLayout.JAVA_LONG, 0);
    }

    private static long put(SharedMemory memory, long value) {
        memory.segment().set(ValueLayout.JAVA_LONG, 0, value);
        return value;
    }

    @Test
    void S5_unnamed_travelsAsArgumentAndVariableAndResult() throws Exception {
        try (SharedMemory memory = SharedMemory.create(8);
                var pool = ProcessPool.of(1)) {
            assertThat(pool.map(argument -> put(argument, 5), List.of(memory))).containsExactly(5L);
            assertThat(at(memory)).isEqualTo(5);
            SharedMemory back = pool.submit(() -> memory).get();
            assertThat(back).isEqualTo(memory).hasSameHashCodeAs(memory);
            put(back, 6);
            assertThat(pool.submit(() -> at(memory)).get()).isEqualTo(6);
        }
    }

    @Test
    void S5_named_travelsAsArgumentAndVariableAndResult() throws Exception {
        try (SharedMemory memory = SharedMemory.create("travels", 8);
                var pool = ProcessPool.of(1)) {
            assertThat(pool.map(argument -> put(argument, 5), List.of(memory))).containsExactly(5L);
            SharedMemory back = pool.submit(() -> memory).get();
            assertThat(back).isEqualTo(memory);
            assertThat(at(back)).isEqualTo(5);
            assertThat(pool.submit(() -> memory.name()).get()).hasValue("travels");
        }
    }

    @Test
    void S5_aGrandchild_hasBoth() throws Exception {
        try (SharedMemory unnamed = SharedMemory.create(8);
                SharedMemory named = SharedMemory.create("grandchild", 8);
                JavaProcess child =
                        JavaProcess.start(() -> {
                            try (JavaProcess grandchild =
                                    JavaProcess.start(() -> put(unnamed, put(named, 7)))) {
                                grandchild.join();
                            }
                        })) {
            child.join();
            assertThat(at(unnamed)).isEqualTo(7);
            assertThat(at(named)).isEqualTo(7);
        }
    }

    @Test
    void S5_madeByAWorker_outlivesIt() throws Exception {
        SharedMemory made;
        try (var pool = ProcessPool.of(1)) {
            made =
                    pool.submit(
                                    () -> {
                                        SharedMemory memory = SharedMemory.create(8);
                                        put(memory, 9);
                                        return memory;
                                    })
                            .get();
        }
        assertThat(at(made)).isEqualTo(9);
        made.close();
        assertThatThrownBy(made::segment).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void S5_closedByItsMaker_cannotTravelAnyMore() throws Exception {
        SharedMemory unnamed = SharedMemory.create(8);
        SharedMemory named = SharedMemory.create("ended", 8);
        try (var pool = ProcessPool.of(1)) {
            for (SharedMemory memory : List.of(unnamed, named)) {
                memory.close();
                assertThatThrownBy(() -> pool.submit(() -> memory.size()).get())
                        .isInstanceOf(ExecutionException.class)
                        .hasStackTraceContaining(
                                "the shared memory cannot be used by this process");
            }
        }
    }

    @Test
    void S5_aHandleOfAnEarlierMemoryOfTheName_isNotTakenForTheNewOne() throws Exception {
        try (SharedMemory first = SharedMemory.create("replaced", 8);
                var pool = ProcessPool.of(1)) {
            first.unlink();
            try (SharedMemory second = SharedMemory.create("replaced", 8)) {
                put(second, 1);
                assertThatThrownBy(() -> pool.submit(() -> at(first)).get())
                        .isInstanceOf(ExecutionException.class)
                        .hasStackTraceContaining("there is no shared memory of this name");
                assertThat(pool.submit(() -> at(second)).get()).isEqualTo(1);
            }
        }
    }

    @Test
    void S5_aWorkerThatIsKilled_takesNoMemoryWithIt() throws Exception {
        try (SharedMemory unnamed = SharedMemory.create(8);
                SharedMemory named = SharedMemory.create("survives", 8);
                JavaProcess child =
                        JavaProcess.start(() -> {
                            put(unnamed, put(named, 3));
                            Runtime.getRuntime().halt(1);
                        })) {
            child.join();
            assertThat(at(unnamed) + at(named)).isEqualTo(6);
            try (SharedMemory again = SharedMemory.attach("survives")) {
                assertThat(at(again)).isEqualTo(3);
            }
        }
    }

    @Test
    void S5_processesThatMakeAndFindTheSameNameAtOnce_neverMeetAHalfMadeOne() throws Exception {
        try (SharedInt made = SharedInt.create();
                SharedMemory first = SharedMemory.create("raced", 8);
                var pool = ProcessPool.of(2)) {
            first.unlink();
            List<Integer> tasks = IntStream.range(0, 200).boxed().toList();
            pool.map(
                    task -> {
                        try (SharedMemory memory = madeOrFound()) {
                            memory.segment().set(ValueLayout.JAVA_LONG, 0, task);
                            return made.incrementAndGet();
                        }
                    },
                    tasks);
            assertThat(made.get()).isEqualTo(tasks.size());
        }
    }

    /** Both may fail, if the other one is faster; then it is tried again. */
    private static SharedMemory madeOrFound() throws IOException {
        for (int turn = 0; turn < 10_000; turn++) {
            try {
                return turn % 2 == 0
                        ? SharedMemory.create("raced", 8)
                        : SharedMemory.attach("raced");
            } catch (FileAlreadyExistsException | NoSuchFileException tooLate) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("neither made nor found");
    }

    @Test
    void SEC11_aChild_cannotCutUnnamedMemoryOfTheRoot() throws Exception {
        try (SharedMemory memory = SharedMemory.create(1 << 20);
                var pool = ProcessPool.of(1)) {
            Path file = ownFileInMemory();
            String refused =
                    pool.submit(
                                    () -> {
                                        memory.segment().fill((byte) 1);
                                        return cut(file);
                                    })
                            .get();
            assertThat(refused).contains("Operation not permitted");
            assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, (1 << 20) - 1))
                    .isEqualTo((byte) 1);
        }
    }

    private static Path ownFileInMemory() {
        String descriptor =
                Pid.descriptors().stream()
                        .filter(each -> each.contains("memfd:procession"))
                        .reduce((first, last) -> last)
                        .orElseThrow();
        String number = descriptor.substring(0, descriptor.indexOf(' '));
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + number);
    }

    private static String cut(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
            return "cut";
        } catch (IOException refused) {
            return refused.toString();
        }
    }
}
