package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.contract.Contract;
import dev.procession.contract.Passing;
import dev.procession.testing.Await;
import dev.procession.testing.KillAtEveryStep;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault F14: a process is killed before each of its steps at a barrier in turn, by a real signal.
 * It has come, gone, broken or reset the barrier, or it has not; and the others find out which.
 */
// Each step is a JVM: what hangs has limits of its own, and a busy machine takes its time.
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class BarrierKillAtEveryStepIT {

    private static final Duration LONG = Contract.LONG;
    private static final String DIED = " died while it waited";
    private static final String TIMED_OUT =
            "not all came to the barrier in time: parties=2, arrived=1";

    /** Has a thread wait at the barrier; tells how that ended. */
    private static FutureTask<String> waiting(ProcessBarrier barrier) {
        var task = new FutureTask<String>(() -> Passing.outcome(() -> barrier.await(LONG)));
        Thread.ofPlatform().start(task);
        Await.until("it waits", () -> barrier.waiting() == 1);
        return task;
    }

    private static void assertAsNewAfterReset(ProcessBarrier barrier) throws Exception {
        barrier.reset();
        var first = waiting(barrier);
        assertThat(barrier.await(LONG)).isZero();
        assertThat(Contract.get(first)).isEqualTo("index 1");
    }

    @Test
    void F14_killedWhileItComesLast_theOtherGoesOnOrWaitsForAnother() throws Exception {
        KillAtEveryStep.run(
                60,
                child -> {
                    try (var barrier = ProcessBarrier.create(2)) {
                        var first = waiting(barrier);
                        child.run(() -> barrier::await);
                        if (barrier.waiting() == 1) {
                            assertThat(barrier.await(LONG)).isZero();
                        }
                        assertThat(Contract.get(first)).isEqualTo("index 1");
                        assertAsNewAfterReset(barrier);
                    }
                });
    }

    @Test
    void F14_killedWhileItComesLastAndActs_theOtherGoesOnOrIsTold() throws Exception {
        KillAtEveryStep.run(
                90,
                child -> {
                    try (var ran = ProcessSemaphore.create(0);
                            var barrier = ProcessBarrier.create(2, () -> ran.release())) {
                        var first = waiting(barrier);
                        child.run(() -> barrier::await);
                        if (barrier.waiting() == 1) {
                            // It has not come, or it is dead in its action.
                            String another = Passing.outcome(() -> barrier.await(LONG));
                            assertThat(another + " and " + Contract.get(first))
                                    .matches("index 0 and index 1|.*" + DIED + " and .*" + DIED);
                        } else if (barrier.isBroken()) {
                            assertThat(Contract.get(first)).endsWith(DIED);
                        } else {
                            assertThat(Contract.get(first)).isEqualTo("index 1");
                            assertThat(ran.availablePermits()).isEqualTo(1);
                        }
                        assertAsNewAfterReset(barrier);
                    }
                });
    }

    @Test
    void F14_killedWhileItWaitsAndGivesUp_whoComesIsTold() throws Exception {
        KillAtEveryStep.run(
                150,
                child -> {
                    try (var barrier = ProcessBarrier.create(2)) {
                        child.run(() ->
                                () -> Passing.outcome(() -> barrier.await(Duration.ofMillis(10))));
                        boolean waited = barrier.waiting() == 1;
                        boolean gaveUp = barrier.isBroken();
                        String told = Passing.outcome(() -> barrier.await(Duration.ZERO));
                        if (gaveUp) {
                            assertThat(told).endsWith(" did not wait any longer");
                        } else if (waited) {
                            assertThat(told).endsWith(DIED);
                        } else {
                            assertThat(told).isEqualTo(TIMED_OUT);
                        }
                        assertThat(barrier.isBroken()).isTrue();
                        assertAsNewAfterReset(barrier);
                    }
                });
    }

    @Test
    void F14_killedWhileItResets_theOtherIsSentAwayOrWaitsOn() throws Exception {
        KillAtEveryStep.run(
                90,
                child -> {
                    try (var barrier = ProcessBarrier.create(2)) {
                        var first = waiting(barrier);
                        child.run(() -> barrier::reset);
                        if (barrier.waiting() == 1) {
                            assertThat(barrier.await(LONG)).isZero();
                            assertThat(Contract.get(first)).isEqualTo("index 1");
                        } else {
                            assertThat(Contract.get(first)).endsWith(" called reset()");
                        }
                        assertAsNewAfterReset(barrier);
                    }
                });
    }
}
