package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.TaskAction;
import dev.procession.contract.Contract;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Row S1: a barrier; what holds whoever uses it is in {@code contract.BarrierContract}. */
class ProcessBarrierIT {

    private static final Duration LONG = Contract.LONG;

    /** A thread that waits at a barrier. */
    private record Waiting(FutureTask<Integer> task, Thread thread) {
        static Waiting at(ProcessBarrier barrier) {
            int before = barrier.waiting();
            var task = new FutureTask<Integer>(() -> barrier.await());
            var waiting = new Waiting(task, Thread.ofPlatform().start(task));
            Await.until("it waits", () -> barrier.waiting() == before + 1);
            return waiting;
        }

        Throwable failure() throws InterruptedException {
            Await.until("it ends", task::isDone);
            return task.exceptionNow();
        }
    }

    @Test
    void S1_create_outOfRange_isRefused() {
        assertThatThrownBy(() -> ProcessBarrier.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a barrier is for 1 to 32767 parties: parties=0");
        assertThatThrownBy(() -> ProcessBarrier.create(32_768, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a barrier is for 1 to 32767 parties: parties=32768");
    }

    @Test
    void S1_timeoutOfZero_breaksIt_exceptForTheLast() throws Exception {
        try (var barrier = ProcessBarrier.create(2)) {
            var first = Waiting.at(barrier);
            assertThat(barrier.await(Duration.ZERO)).isZero();
            assertThat(first.task().get()).isEqualTo(1);
            assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(-1)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("not all came to the barrier in time: parties=2, arrived=1");
            assertThat(barrier.isBroken()).isTrue();
        }
    }

    @Test
    void S1_interrupted_whileItWaits_breaksItForAll() throws Exception {
        try (var barrier = ProcessBarrier.create(3)) {
            var one = Waiting.at(barrier);
            var other = Waiting.at(barrier);
            one.thread().interrupt();
            assertThat(one.failure()).isInstanceOf(InterruptedException.class);
            assertThat(other.failure())
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessageMatching(
                            "the barrier is broken until reset\\(\\) is called: pid "
                                    + ProcessHandle.current().pid()
                                    + " \\(.*\\) was interrupted while it waited");
        }
    }

    @Test
    void S1_interrupted_beforeItComes_breaksItForAll_evenIfItIsTheLast() throws Exception {
        try (var barrier = ProcessBarrier.create(2)) {
            var other = Waiting.at(barrier);
            Thread.currentThread().interrupt();
            assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(other.failure())
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessageEndingWith(") was interrupted when it came");
            Thread.currentThread().interrupt();
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void S1_action_isRunInTheProcessOfTheLast() throws Exception {
        long here = ProcessHandle.current().pid();
        try (var ranHere = ProcessSemaphore.create(0);
                var ranThere = ProcessSemaphore.create(0);
                var barrier =
                        ProcessBarrier.create(
                                2,
                                () ->
                                        (ProcessHandle.current().pid() == here ? ranHere : ranThere)
                                                .release());
                var child =
                        JavaProcess.start(() -> {
                            barrier.await();
                            while (barrier.waiting() == 0) {
                                Thread.onSpinWait();
                            }
                            barrier.await();
                        })) {
            Await.until("the child waits", () -> barrier.waiting() == 1);
            assertThat(barrier.await(LONG)).isZero();
            assertThat(ranHere.drainPermits()).isEqualTo(1);
            assertThat(ranThere.drainPermits()).isZero();
            assertThat(barrier.await(LONG)).isEqualTo(1);
            assertThat(ranHere.drainPermits()).isZero();
            assertThat(ranThere.drainPermits()).isEqualTo(1);
            child.join();
        }
    }

    @Test
    void S1_actionThrowsAnything_comesOut() throws Exception {
        assertThatThrownBy(() ->
                        passOnce(() -> {
                            throw new IOException("checked");
                        }))
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageEndingWith(") ran the action, which threw java.io.IOException")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() ->
                        passOnce(() -> {
                            throw new AssertionError("an error");
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("an error");
        assertThatThrownBy(() ->
                        passOnce(() -> {
                            throw new InterruptedException("stop");
                        }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("stop");
    }

    private static void passOnce(TaskAction action) throws Exception {
        try (var barrier = ProcessBarrier.create(1, action)) {
            try {
                barrier.await();
            } finally {
                assertThat(barrier.isBroken()).isTrue();
            }
        }
    }

    @Test
    void S1_givingUp_whileTheActionRuns_isForAll_alsoForWhoRunsIt() throws Exception {
        try (var runs = ProcessEvent.create();
                var goOn = ProcessEvent.create();
                var barrier =
                        ProcessBarrier.create(
                                2,
                                () -> {
                                    runs.set();
                                    goOn.await();
                                })) {
            var first = Waiting.at(barrier);
            var last = new FutureTask<Integer>(() -> barrier.await());
            Thread.ofPlatform().start(last);
            assertThat(runs.await(LONG)).isTrue();
            assertThat(barrier.waiting()).isEqualTo(1);
            first.thread().interrupt();
            assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            goOn.set();
            assertThatThrownBy(last::get)
                    .hasCauseInstanceOf(BrokenBarrierException.class)
                    .hasMessageEndingWith(") was interrupted while it waited");
        }
    }

    @Test
    void S1_reset_whileTheActionRuns_beginsAnew() throws Exception {
        try (var runs = ProcessSemaphore.create(0);
                var goOn = ProcessSemaphore.create(0);
                var barrier =
                        ProcessBarrier.create(
                                1,
                                () -> {
                                    runs.release();
                                    goOn.acquire();
                                })) {
            var sentAway = new FutureTask<Integer>(() -> barrier.await());
            Thread.ofPlatform().start(sentAway);
            assertThat(runs.tryAcquire(LONG)).isTrue();
            barrier.reset();
            var next = new FutureTask<Integer>(() -> barrier.await());
            Thread.ofPlatform().start(next);
            assertThat(runs.tryAcquire(LONG)).isTrue();
            goOn.release(2);
            assertThat(next.get()).isZero();
            assertThatThrownBy(sentAway::get)
                    .hasCauseInstanceOf(BrokenBarrierException.class)
                    .hasMessageEndingWith(") called reset()");
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @Test
    void S1_abortedTwice_theFirstReasonCounts() throws Exception {
        try (var barrier = ProcessBarrier.create(2)) {
            assertThatThrownBy(() -> barrier.await(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class);
            barrier.abort();
            assertThatThrownBy(barrier::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessageEndingWith(") did not wait any longer");
            barrier.reset();
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @Test
    void S1_closed_whoWaitsIsTold() throws Exception {
        var barrier = ProcessBarrier.create(2);
        var waiting = Waiting.at(barrier);
        barrier.close();
        assertThat(waiting.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the barrier was closed");
        assertThatThrownBy(barrier::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the barrier was closed");
        assertThatThrownBy(barrier::reset).isInstanceOf(IllegalStateException.class);
        assertThat(barrier.parties()).isEqualTo(2);
    }

    @Test
    void S1_closedRightAfterAllCame_whoWaitedGoesOn() throws Exception {
        var barrier = ProcessBarrier.create(2);
        var waiting = Waiting.at(barrier);
        barrier.await();
        barrier.close();
        assertThat(waiting.task().get()).isEqualTo(1);
    }

    @Test
    void S1_aBarrierOfAWorker_travelsBack_withItsAction() throws Exception {
        try (var ran = ProcessSemaphore.create(0);
                var pool = ProcessPool.of(1)) {
            var made = pool.submit(() -> ProcessBarrier.create(1, () -> ran.release())).get();
            assertThat(made.await()).isZero();
            assertThat(ran.availablePermits()).isEqualTo(1);
            assertThat(pool.submit(() -> made.parties()).get()).isEqualTo(1);
            pool.submit(() -> made.close()).get();
        }
    }
}
