package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.manager.RemoteUnaryOperator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds for numbers that parties share, one or a row of them, wherever they are kept. */
interface ValueContract extends Contract {

    int UPDATES = 200;

    /** What all numbers do; a single one is a row of one. */
    interface Values {
        int length();

        long get(int index);

        void set(int index, long value);

        boolean compareAndSet(int index, long expected, long value);

        /** Changes one by steps that are one for others. */
        long updateAndGet(int index, RemoteUnaryOperator<Long> operator);
    }

    /** Makes one. */
    Subject<Values> newValue(long initial);

    /** Makes a row. */
    Subject<Values> newValues(long... initial);

    private static List<Long> all(Values values) {
        return LongStream.range(0, values.length()).map(i -> values.get((int) i)).boxed().toList();
    }

    @Test
    default void S5_values_areAsGiven_andWhatOneWritesAllRead() throws Exception {
        try (var single = newValue(Long.MIN_VALUE);
                var row = newValues(680, -626, 0)) {
            Values value = single.it();
            Values values = row.it();
            var party =
                    parties()
                            .start(() -> {
                                List<Long> before = all(values);
                                value.set(0, value.get(0) + 1);
                                values.set(2, 821);
                                return before;
                            });
            assertThat(Contract.get(party)).containsExactly(680L, -626L, 0L);
            assertThat(all(value)).containsExactly(Long.MIN_VALUE + 1);
            assertThat(all(values)).containsExactly(680L, -626L, 821L);
        }
    }

    @Test
    default void S5_values_updatesOfAll_areNotLost_withoutALock() throws Exception {
        try (var single = newValue(0);
                var row = newValues(0, 0, 0)) {
            Values value = single.it();
            Values values = row.it();
            var updating =
                    start(
                            Parties.MOST,
                            () -> {
                                for (int i = 0; i < UPDATES; i++) {
                                    value.updateAndGet(0, before -> before - 1);
                                    values.updateAndGet(i % 2, before -> before + 2);
                                }
                                return true;
                            });
            assertThat(Contract.all(updating)).containsOnly(true);
            assertThat(all(value)).containsExactly((long) -Parties.MOST * UPDATES);
            assertThat(all(values))
                    .containsExactly(
                            (long) Parties.MOST * UPDATES, (long) Parties.MOST * UPDATES, 0L);
        }
    }

    @Test
    default void S5_values_compareAndSet_succeedsForOne() throws Exception {
        try (var single = newValue(1);
                var row = newValues(0, 1)) {
            Values value = single.it();
            Values values = row.it();
            var trying =
                    start(
                            Parties.MOST,
                            () ->
                                    (value.compareAndSet(0, 1, 2) ? 1 : 0)
                                            + (values.compareAndSet(1, 1, 2) ? 10 : 0));
            assertThat(Contract.all(trying).stream().mapToInt(each -> each).sum()).isEqualTo(11);
            assertThat(all(values)).containsExactly(0L, 2L);
        }
    }

    @Test
    default void S5_values_outsideOfThem_areRefusedForAll() throws Exception {
        try (var row = newValues(1, 2)) {
            Values values = row.it();
            var trying =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(() -> values.get(2))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                assertThatThrownBy(() -> values.set(-1, 1))
                                        .isInstanceOf(IndexOutOfBoundsException.class);
                                return true;
                            });
            assertThat(Contract.get(trying)).isTrue();
            assertThat(all(values)).containsExactly(1L, 2L);
        }
    }
}
