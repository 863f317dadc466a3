package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows S5, S6: shared arrays, within one process. */
class SharedArrayTest {

    private static final int MANY = 100_000;

    /**
     * What is the same for all types.
     *
     * @param name of the type
     * @param width bytes of an element
     * @param make makes one
     */
    record Kind(String name, int width, LongFunction<SharedArray> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> kinds() {
        return List.of(
                new Kind("SharedByteArray", 1, SharedByteArray::create),
                new Kind("SharedIntArray", 4, SharedIntArray::create),
                new Kind("SharedLongArray", 8, SharedLongArray::create),
                new Kind("SharedDoubleArray", 8, SharedDoubleArray::create));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void S5_new_isZerosOfItsLength(Kind kind) {
        for (long length : new long[] {0, 1, 7, MANY}) {
            try (SharedArray array = kind.make.apply(length)) {
                MemorySegment segment = array.segment();
                assertThat(array.length()).isEqualTo(length);
                assertThat(segment.byteSize()).isEqualTo(length * kind.width);
                assertThat(segment.mismatch(MemorySegment.ofArray(bytes(segment)))).isEqualTo(-1);
                assertThat(segment.address() % 64).isZero();
                assertThat(array).hasToString(kind.name + "[length " + length + "]");
                segment.fill((byte) 1);
                array.clear();
                assertThat(segment.mismatch(MemorySegment.ofArray(bytes(segment)))).isEqualTo(-1);
            }
        }
    }

    private static byte[] bytes(MemorySegment segment) {
        return new byte[(int) segment.byteSize()];
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void S5_impossibleLengths_areRefused(Kind kind) {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> kind.make.apply(length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the length of a shared array is 0 to "
                                    + (Long.MAX_VALUE - 64) / kind.width
                                    + ": length="
                                    + length);
        }
        assertThatThrownBy(() -> kind.make.apply(1L << 50))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("the shared array could not be made: ");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void S5_closed_saysSo(Kind kind) {
        for (long length : new long[] {1, MANY}) {
            SharedArray array = kind.make.apply(length);
            array.close();
            array.close();
            assertThatThrownBy(array::segment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the shared array was closed");
            assertThatThrownBy(array::clear).isInstanceOf(IllegalStateException.class);
            assertThat(array.length()).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void S6_whatTravels_isAsLongForAnyLength(Kind kind) throws IOException {
        try (SharedArray small = kind.make.apply(1);
                SharedArray large = kind.make.apply(10 * MANY)) {
            assertThat(travelling(large)).isEqualTo(travelling(small));
        }
    }

    private static int travelling(SharedArray array) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(array);
        }
        return bytes.size();
    }

    @Test
    void S5_bytes_areReadAndWritten() {
        try (SharedByteArray array = SharedByteArray.copyOf(new byte[] {1, 0, -1})) {
            assertThat(array.get(2)).isEqualTo((byte) -1);
            array.set(2, Byte.MIN_VALUE);
            assertThat(array.toArray()).containsExactly(1, 0, Byte.MIN_VALUE);
            array.fill((byte) 5);
            assertThat(array.slice(1, 3).toArray()).containsExactly(5, 5);
        }
    }

    @Test
    void S5_ints_haveTheVerbsOfAtomics() {
        try (SharedIntArray array = SharedIntArray.copyOf(1, 2, 3)) {
            assertThat(array.get(0)).isEqualTo(1);
            array.set(0, -1);
            assertThat(array.getAndAdd(0, 5)).isEqualTo(-1);
            assertThat(array.getAndSet(0, 9)).isEqualTo(4);
            assertThat(array.compareAndSet(0, 8, 0)).isFalse();
            assertThat(array.compareAndSet(0, 9, 7)).isTrue();
            array.setVolatile(1, 20);
            assertThat(array.getVolatile(1)).isEqualTo(20);
            array.setRelease(2, 30);
            assertThat(array.getAcquire(2)).isEqualTo(30);
            assertThat(array.stream().sum()).isEqualTo(57);
            array.fill(4);
            assertThat(array.toArray()).containsExactly(4, 4, 4);
        }
    }

    @Test
    void S5_longs_haveTheVerbsOfAtomics() {
        try (SharedLongArray array = SharedLongArray.copyOf(1, 2, 3)) {
            assertThat(array.get(0)).isEqualTo(1);
            array.set(0, -1);
            assertThat(array.getAndAdd(0, 5)).isEqualTo(-1);
            assertThat(array.getAndSet(0, 9)).isEqualTo(4);
            assertThat(array.compareAndSet(0, 8, 0)).isFalse();
            assertThat(array.compareAndSet(0, 9, 7)).isTrue();
            array.setVolatile(1, 20);
            assertThat(array.getVolatile(1)).isEqualTo(20);
            array.setRelease(2, 30);
            assertThat(array.getAcquire(2)).isEqualTo(30);
            assertThat(array.stream().parallel().sum()).isEqualTo(57);
            array.fill(4);
            assertThat(array.toArray()).containsExactly(4, 4, 4);
        }
    }

    @Test
    void S5_doubles_keepTheirBits() {
        try (SharedDoubleArray array = SharedDoubleArray.copyOf(-0.0, Double.NaN, 1e300)) {
            assertThat(array.get(0)).isEqualTo(-0.0);
            assertThat(array.get(1)).isNaN();
            array.set(0, 0.5);
            array.setVolatile(1, 20);
            assertThat(array.getVolatile(1)).isEqualTo(20);
            array.setRelease(2, 30);
            assertThat(array.getAcquire(2)).isEqualTo(30);
            assertThat(array.stream().sum()).isEqualTo(50.5);
            assertThat(array.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, 2)).isEqualTo(30);
            array.fill(4);
            assertThat(array.toArray()).containsExactly(4, 4, 4);
        }
    }

    @Test
    void S5_noAccess_leavesTheArray() {
        try (SharedIntArray array = SharedIntArray.create(4)) {
            SharedIntArray middle = array.slice(1, 3);
            for (SharedIntArray each : List.of(array, middle)) {
                for (long index : new long[] {-1, each.length(), Long.MAX_VALUE, Long.MIN_VALUE}) {
                    assertThatThrownBy(() -> each.get(index))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                    assertThatThrownBy(() -> each.set(index, 1))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                    assertThatThrownBy(() -> each.compareAndSet(index, 0, 1))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                }
                int[] longer = new int[(int) each.length() + 1];
                assertThatThrownBy(() -> each.copyFrom(longer))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.copyTo(longer))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.slice(1, each.length() + 1))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.slice(2, 1))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(array.toArray()).containsOnly(0);
        }
    }

    @Test
    void S5_aSlice_isAViewThatEndsNothing() {
        try (SharedIntArray array = SharedIntArray.create(MANY)) {
            SharedIntArray middle = array.slice(10, 20);
            SharedIntArray inner = middle.slice(5, 7);
            inner.copyFrom(new int[] {1, 2});
            assertThat(array.get(15)).isEqualTo(1);
            assertThat(middle.toArray()).containsExactly(0, 0, 0, 0, 0, 1, 2, 0, 0, 0);
            assertThat(inner.segment().byteSize()).isEqualTo(8);
            assertThat(inner)
                    .isEqualTo(array.slice(15, 17))
                    .hasSameHashCodeAs(array.slice(15, 17))
                    .isNotEqualTo(middle);
            assertThat(array.slice(0, MANY)).isEqualTo(array).hasSameHashCodeAs(array);
            inner.close();
            assertThat(array.get(16)).isEqualTo(2);
            assertThat(array.slice(4, 4).toArray()).isEmpty();
        }
    }

    @Test
    void S5_bulkCopies_takeTheBeginning() {
        try (SharedLongArray array = SharedLongArray.copyOf(1, 2, 3)) {
            array.copyFrom(new long[] {9});
            long[] two = new long[2];
            array.copyTo(two);
            assertThat(two).containsExactly(9, 2);
            array.copyFrom(new long[0]);
            assertThat(array.toArray()).containsExactly(9, 2, 3);
        }
    }
}
