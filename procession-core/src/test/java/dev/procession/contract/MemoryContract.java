package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedMemory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What holds for memory that parties share. */
interface MemoryContract extends Contract {

    private static String newName() {
        return "contract-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    @Test
    default void S5_memory_isZero_andWhatOneWritesAllRead() throws Exception {
        try (SharedMemory memory = SharedMemory.create(4096)) {
            assertThat(memory.size()).isEqualTo(4096);
            var writing =
                    parties()
                            .start(() -> {
                                byte before = memory.segment().get(ValueLayout.JAVA_BYTE, 4095);
                                memory.segment().set(ValueLayout.JAVA_BYTE, 4095, (byte) 42);
                                return before;
                            });
            assertThat(Contract.get(writing)).isZero();
            assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 42);
        }
    }

    @Test
    default void S5_memory_outsideOfIt_isRefused() throws Exception {
        try (SharedMemory memory = SharedMemory.create(8)) {
            var trying =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(() ->
                                                memory.segment().get(ValueLayout.JAVA_BYTE, 8))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThatThrownBy(() -> SharedMemory.create(0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void S5_memory_withAName_isFoundByIt_untilThatIsTakenAway() throws Exception {
        String name = newName();
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            assertThat(memory.name()).hasValue(name);
            memory.segment().set(ValueLayout.JAVA_LONG, 0, 7);
            assertThat(Contract.get(parties().start(() -> square(name)))).isEqualTo(49);
            assertThat(memory.segment().get(ValueLayout.JAVA_LONG, 0))
                    .as("who attaches does not end it")
                    .isEqualTo(49);
            assertThatThrownBy(() -> SharedMemory.create(name, 8)).isInstanceOf(IOException.class);
            memory.unlink();
            assertThat(Contract.get(parties().start(() -> isFound(name)))).isFalse();
            assertThat(memory.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(49);
        }
    }

    private static long square(String name) throws IOException {
        try (SharedMemory found = SharedMemory.attach(name)) {
            long value = found.segment().get(ValueLayout.JAVA_LONG, 0);
            found.segment().set(ValueLayout.JAVA_LONG, 0, value * value);
            return found.segment().get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private static boolean isFound(String name) {
        try (SharedMemory found = SharedMemory.attach(name)) {
            return found.size() > 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    default void S5_memory_closed_isRefused_andMayBeClosedAgain() throws Exception {
        SharedMemory memory = SharedMemory.create(8);
        memory.close();
        memory.close();
        assertThatThrownBy(memory::segment).isInstanceOf(IllegalStateException.class);
    }
}
