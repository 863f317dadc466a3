package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedByteArray;
import dev.procession.memory.SharedDoubleArray;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLongArray;
import org.junit.jupiter.api.Test;

/** What holds for arrays that parties share. */
interface ArrayContract extends Contract {

    int CELLS = 16;

    @Test
    default void S5_array_isZeroAtFirst_orACopy() throws Exception {
        int[] values = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};
        try (var zeros = SharedLongArray.create(5);
                var copy = SharedIntArray.copyOf(values)) {
            values[0] = 0;
            assertThat(Contract.get(parties().start(zeros::toArray))).containsExactly(new long[5]);
            assertThat(Contract.get(parties().start(copy::toArray)))
                    .containsExactly(680, 626, 934, 821, 150, 233, 548, 982, 714, 831);
            assertThat(copy.length()).isEqualTo(10);
        }
    }

    @Test
    default void S5_array_whatOneWrites_allRead() throws Exception {
        try (var bytes = SharedByteArray.create(3);
                var doubles = SharedDoubleArray.create(3)) {
            var writing =
                    parties()
                            .start(() -> {
                                bytes.copyFrom(new byte[] {1, 0, -1});
                                doubles.set(1, 0.1);
                                doubles.set(2, Double.NEGATIVE_INFINITY);
                                return true;
                            });
            assertThat(Contract.get(writing)).isTrue();
            assertThat(bytes.toArray()).containsExactly(1, 0, -1);
            assertThat(doubles.toArray()).containsExactly(0, 0.1, Double.NEGATIVE_INFINITY);
        }
    }

    @Test
    default void S5_array_runningSum_isComputedInPlace() throws Exception {
        try (var array = SharedIntArray.copyOf(680, 626, 934, 821, 150)) {
            var summing =
                    parties()
                            .start(() -> {
                                for (int i = 1; i < array.length(); i++) {
                                    array.set(i, array.get(i) + array.get(i - 1));
                                }
                                return true;
                            });
            assertThat(Contract.get(summing)).isTrue();
            assertThat(array.toArray()).containsExactly(680, 1306, 2240, 3061, 3211);
        }
    }

    @Test
    default void S5_array_slice_isAViewForAll() throws Exception {
        try (var array = SharedIntArray.copyOf(0, 1, 2, 3, 4, 5, 6, 7)) {
            SharedIntArray middle = array.slice(2, 6);
            var writing =
                    parties()
                            .start(() -> {
                                middle.slice(1, 3).fill(9);
                                return middle.toArray();
                            });
            assertThat(Contract.get(writing)).containsExactly(2, 9, 9, 5);
            assertThat(array.toArray()).containsExactly(0, 1, 2, 9, 9, 5, 6, 7);
        }
    }

    @Test
    default void S5_array_outsideOfIt_isRefusedForAll() throws Exception {
        try (var array = SharedLongArray.create(4)) {
            SharedLongArray half = array.slice(2, 4);
            var trying =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(() -> array.get(4))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> array.set(-1, 1))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> half.set(2, 1))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> half.slice(0, 3))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThat(array.toArray()).containsOnly(0);
            assertThatThrownBy(() -> SharedLongArray.create(-1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void S5_array_additionsOfAll_areNotLost_withoutALock() throws Exception {
        try (var array = SharedLongArray.create(CELLS)) {
            var adding =
                    start(
                            Parties.MOST,
                            () -> {
                                for (int i = 0; i < 100 * CELLS; i++) {
                                    array.getAndAdd(i % CELLS, i % CELLS);
                                }
                                return true;
                            });
            assertThat(Contract.all(adding)).containsOnly(true);
            for (int i = 0; i < CELLS; i++) {
                assertThat(array.get(i)).isEqualTo(100L * Parties.MOST * i);
            }
        }
    }
}
