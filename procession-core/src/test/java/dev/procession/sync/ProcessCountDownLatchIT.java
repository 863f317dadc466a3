package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.contract.Contract;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Row S1: a latch; what holds whoever uses it is in {@code contract.LatchContract}. */
class ProcessCountDownLatchIT {

    private static final Duration LONG = Contract.LONG;

    @Test
    void S1_create_negative_isRefused() {
        assertThatThrownBy(() -> ProcessCountDownLatch.create(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a latch counts down from 0 or more: count=-1");
    }

    @Test
    void S1_ofZero_neverWaits() throws Exception {
        try (var latch = ProcessCountDownLatch.create(0)) {
            latch.await();
            latch.countDown();
            assertThat(latch.await(Duration.ZERO)).isTrue();
            assertThat(latch.count()).isZero();
        }
    }

    @Test
    void S1_timeIsOver_isFalse() throws Exception {
        try (var latch = ProcessCountDownLatch.create(1)) {
            assertThat(latch.await(Duration.ofMillis(1))).isFalse();
            assertThat(latch.await(Duration.ofSeconds(-1))).isFalse();
        }
    }

    @Test
    void S1_closed_whoWaitsIsTold() throws Exception {
        var latch = ProcessCountDownLatch.create(1);
        var waiting = waiting(latch);
        latch.close();
        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("the latch was closed");
        assertThatThrownBy(latch::countDown).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(latch::await).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void S1_closedRightAfterTheLastCountDown_whoWaitedGoesOn() throws Exception {
        var latch = ProcessCountDownLatch.create(1);
        var waiting = waiting(latch);
        latch.countDown();
        latch.close();
        assertThat(waiting.get()).isTrue();
    }

    private static FutureTask<Boolean> waiting(ProcessCountDownLatch latch) {
        var waiting = new FutureTask<Boolean>(() -> latch.await(LONG));
        Thread thread = Thread.startVirtualThread(waiting);
        Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        return waiting;
    }
}
