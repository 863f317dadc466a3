package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What holds for a latch. */
interface LatchContract extends SyncContract {

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
            assertThat(SyncContract.get(counting)).isEqualTo(1);
            assertThat(waiting).noneMatch(each -> each.isDone());
            latch.countDown();
            assertThat(SyncContract.all(waiting)).containsOnly(0);
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
            assertThat(SyncContract.all(counting)).containsOnly(true);
            assertThat(latch.count()).isZero();
        }
    }
}
