package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row S5: raw shared memory, within one process. */
class SharedMemoryTest {

    private static final long BYTES = 100_003;

    @Test
    void S5_unnamed_hasExactlyItsSizeInZeros() throws Exception {
        try (SharedMemory memory = SharedMemory.create(BYTES)) {
            requireZeros(memory);
            assertThat(memory.name()).isEmpty();
            assertThat(memory).hasToString("SharedMemory[100003 bytes]");
            assertThatThrownBy(memory::unlink)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the shared memory has no name; close ends it");
        }
    }

    @Test
    void S5_named_hasExactlyItsSizeInZeros() throws Exception {
        try (SharedMemory memory = SharedMemory.create("Some.name_1-x", BYTES)) {
            requireZeros(memory);
            assertThat(memory.name()).hasValue("Some.name_1-x");
            assertThat(memory).hasToString("SharedMemory[Some.name_1-x, 100003 bytes]");
        }
    }

    private static void requireZeros(SharedMemory memory) {
        assertThat(memory.size()).isEqualTo(BYTES);
        MemorySegment segment = memory.segment();
        assertThat(segment.byteSize()).isEqualTo(BYTES);
        assertThat(segment.mismatch(MemorySegment.ofArray(new byte[(int) BYTES]))).isEqualTo(-1);
        assertThat(segment.address() % 64).isZero();
        segment.set(ValueLayout.JAVA_BYTE, BYTES - 1, (byte) 1);
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, BYTES))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "...", "-", "names"})
    void S5_anyAllowedName_isNotMistakenForAPath(String name) throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 1);
                SharedMemory same = SharedMemory.attach(name)) {
            memory.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 7);
            assertThat(same.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
            assertThat(same).isEqualTo(memory).hasSameHashCodeAs(memory);
        }
    }

    @Test
    void S5_unlinkedAndClosed_itsSuccessorIsLeftAlone() throws Exception {
        SharedMemory first = SharedMemory.create("successor", 8);
        first.unlink();
        try (SharedMemory second = SharedMemory.create("successor", 8)) {
            first.close();
            second.segment().set(ValueLayout.JAVA_LONG, 0, 2);
            try (SharedMemory attached = SharedMemory.attach("successor")) {
                assertThat(attached.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../x", "ä", "a b", "a\n", "a\0"})
    void S5_anyOtherName_isRefused(String name) {
        assertThatThrownBy(() -> SharedMemory.create(name, 1).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the name of shared memory has 1 to 100 letters, digits and characters of"
                                + " ._-: name=\""
                                + name
                                + "\"");
        assertThatThrownBy(() -> SharedMemory.attach(name).close())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void S5_namesHaveUpTo100Characters() throws Exception {
        requireFree("x".repeat(100));
        assertThatThrownBy(() -> SharedMemory.create("x".repeat(101), 1).close())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void S5_noBytes_areRefused(long size) {
        assertThatThrownBy(() -> SharedMemory.create(size).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shared memory has at least 1 byte: size=" + size);
        assertThatThrownBy(() -> SharedMemory.create("none", size).close())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 63, 1L << 50})
    void F16_moreThanTheMachineHas_isAnError(long size) {
        assertThatThrownBy(() -> SharedMemory.create(size).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes=" + size);
    }

    private static void requireFree(String name) throws IOException {
        try (SharedMemory memory = SharedMemory.create(name, 1)) {
            assertThat(memory.name()).hasValue(name);
        }
    }

    @Test
    void S5_aNameInUse_isRefusedByItsName() throws Exception {
        try (SharedMemory memory = SharedMemory.create("twice", 8)) {
            memory.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            assertThatThrownBy(() -> SharedMemory.create("twice", 8).close())
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessage(
                            "twice: shared memory of this name is in use by a process of this user;"
                                    + " attach to it, unlink it first, or choose another name");
            assertThat(memory.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
        }
        requireFree("twice");
    }

    @Test
    void S5_aNameThatNobodyHas_isSaidToBeNone() {
        assertThatThrownBy(() -> SharedMemory.attach("nobody's".replace('\'', '-')).close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageStartingWith("nobody-s: there is no shared memory of this name: ");
    }

    @Test
    void S5_closedByItsMaker_theNameIsGoneAndOthersGoOn() throws Exception {
        SharedMemory memory = SharedMemory.create("closed", 8);
        try (SharedMemory attached = SharedMemory.attach("closed")) {
            memory.close();
            memory.close();
            assertThatThrownBy(memory::segment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the shared memory was closed: name=closed");
            assertThatThrownBy(() -> SharedMemory.attach("closed").close())
                    .isInstanceOf(NoSuchFileException.class);
            attached.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            assertThat(attached.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
        }
    }

    @Test
    void S5_closingWhatWasAttached_endsNothing() throws Exception {
        try (SharedMemory memory = SharedMemory.create("kept", 8)) {
            SharedMemory first = SharedMemory.attach("kept");
            SharedMemory second = SharedMemory.attach("kept");
            first.close();
            first.close();
            second.segment().set(ValueLayout.JAVA_LONG, 0, 4);
            second.close();
            memory.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            try (SharedMemory attached = SharedMemory.attach("kept")) {
                assertThat(attached.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
            }
        }
    }

    @Test
    void S5_unlinked_theNameCanBeGivenAgain() throws Exception {
        try (SharedMemory first = SharedMemory.create("again", 8);
                SharedMemory attached = SharedMemory.attach("again")) {
            attached.unlink();
            first.unlink();
            try (SharedMemory second = SharedMemory.create("again", 16);
                    SharedMemory ofSecond = SharedMemory.attach("again")) {
                first.segment().set(ValueLayout.JAVA_LONG, 0, 1);
                second.segment().set(ValueLayout.JAVA_LONG, 0, 2);
                assertThat(attached.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(1);
                assertThat(ofSecond.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(2);
                assertThat(ofSecond.size()).isEqualTo(16);
                assertThat(first).isNotEqualTo(second);
            }
        }
    }

    @Test
    void S5_closed_itsMemoryIsUnmappedAtOnce() throws Exception {
        for (SharedMemory memory :
                new SharedMemory[] {SharedMemory.create(8), SharedMemory.create("unmapped", 8)}) {
            MemorySegment segment = memory.segment();
            memory.close();
            memory.close();
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_LONG, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Already closed");
            assertThatThrownBy(memory::segment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the shared memory was closed");
        }
    }

    @Test
    void S5_whoIsInterrupted_harmsNothing() throws Exception {
        Thread.currentThread().interrupt();
        try (SharedMemory memory = SharedMemory.create("interrupted", 8);
                SharedMemory attached = SharedMemory.attach("interrupted");
                SharedMemory unnamed = SharedMemory.create(8)) {
            assertThat(memory).isEqualTo(attached).isNotEqualTo(unnamed);
            assertThatThrownBy(() -> SharedMemory.create("interrupted", 8).close())
                    .isInstanceOf(FileAlreadyExistsException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
