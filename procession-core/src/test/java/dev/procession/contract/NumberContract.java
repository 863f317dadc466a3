package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.memory.SharedBoolean;
import dev.procession.memory.SharedDouble;
import dev.procession.memory.SharedInt;
import dev.procession.memory.SharedLong;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for numbers that parties share. */
interface NumberContract extends Contract {

    int ADDITIONS = 1000;

    @Test
    default void S5_numbers_areZeroAtFirst_orAsGiven() throws Exception {
        try (var none = SharedInt.create();
                var small = SharedInt.create(-7);
                var large = SharedLong.create(Long.MIN_VALUE);
                var broken = SharedDouble.create(-2.5);
                var flag = SharedBoolean.create(true)) {
            var reading =
                    parties()
                            .start(() ->
                                    List.<Object>of(
                                            none.get(),
                                            small.get(),
                                            large.get(),
                                            broken.get(),
                                            flag.get()));
            assertThat(Contract.get(reading)).containsExactly(0, -7, Long.MIN_VALUE, -2.5, true);
        }
    }

    @Test
    default void S5_numbers_whatOneWrites_allRead() throws Exception {
        try (var small = SharedInt.create();
                var large = SharedLong.create();
                var broken = SharedDouble.create();
                var flag = SharedBoolean.create(false)) {
            var writing =
                    parties()
                            .start(() -> {
                                small.set(Integer.MAX_VALUE);
                                large.set(-1);
                                broken.set(Double.NaN);
                                flag.set(true);
                                return true;
                            });
            assertThat(Contract.get(writing)).isTrue();
            assertThat(small.get()).isEqualTo(Integer.MAX_VALUE);
            assertThat(large.get()).isEqualTo(-1);
            assertThat(broken.get()).isNaN();
            assertThat(flag.get()).isTrue();
        }
    }

    @Test
    default void S5_numbers_additionsOfAll_areNotLost_withoutALock() throws Exception {
        try (var small = SharedInt.create();
                var large = SharedLong.create();
                var broken = SharedDouble.create()) {
            var adding =
                    start(
                            Parties.MOST,
                            () -> {
                                for (int i = 0; i < ADDITIONS; i++) {
                                    small.incrementAndGet();
                                    large.updateAndGet(before -> before - 1);
                                    broken.addAndGet(0.5);
                                }
                                return true;
                            });
            assertThat(Contract.all(adding)).containsOnly(true);
            assertThat(small.get()).isEqualTo(Parties.MOST * ADDITIONS);
            assertThat(large.get()).isEqualTo(-Parties.MOST * ADDITIONS);
            assertThat(broken.get()).isEqualTo(0.5 * Parties.MOST * ADDITIONS);
        }
    }

    @Test
    default void S5_numbers_compareAndSet_succeedsForOne() throws Exception {
        try (var number = SharedLong.create(1);
                var flag = SharedBoolean.create(false)) {
            var trying =
                    start(
                            Parties.MOST,
                            () ->
                                    (number.compareAndSet(1, 2) ? 1 : 0)
                                            + (flag.compareAndSet(false, true) ? 10 : 0));
            assertThat(Contract.all(trying).stream().mapToInt(each -> each).sum()).isEqualTo(11);
        }
    }
}
