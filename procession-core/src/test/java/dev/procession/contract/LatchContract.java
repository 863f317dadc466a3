package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.sync.ProcessCountDownLatch;
import dev.procession.sync.ProcessSemaphore;
import org.junit.jupiter.api.Test;

/** What holds for a latch. */
interface LatchContract extends Contract {

    @Test
    default void S1_latch_lastCountDown_letsAllGoOn() throws Exception {
        try (var latch = ProcessCountDownLatch.create(2);
                var there = ProcessSemaphore.create(0)) {
            var waiting =
                    start(
                            3,
                            () -> {
                                there.release();
                                latch.await();
                                return latch.count();
                            });
            assertThat(there.tryAcquire(3, LONG)).isTrue();
            var counting =
                    parties()
                            .start(() -> {
                                latch.countDown();
                                return latch.await(SHORT) ? 0 : latch.count();
                            });
            assertThat(Contract.get(counting)).isEqualTo(1);
            assertThat(waiting).noneMatch(each -> each.isDone());
            latch.countDown();
            assertThat(Contract.all(waiting)).containsOnly(0);
        }
    }

    @Test
    default void S1_latch_isNeverBelowZero_norUpAgain() throws Exception {
        try (var latch = ProcessCountDownLatch.create(3)) {
            var counting =
                    start(
                            Parties.MOST,
                            () -> {
                                latch.countDown();
                                return latch.await(LONG);
                            });
            assertThat(Contract.all(counting)).containsOnly(true);
            assertThat(latch.count()).isZero();
        }
    }
}
