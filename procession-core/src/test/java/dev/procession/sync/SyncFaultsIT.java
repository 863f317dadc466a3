package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.contract.Contract;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Fault F14: processes that die while they wait. */
class SyncFaultsIT {

    private static final Duration LONG = Contract.LONG;
    private static final Duration SEVERAL_SLICES = Duration.ofMillis(300);
    private static final ProcessOptions NAMED = ProcessOptions.defaults().withName("victim");

    /** Processes of which all but the last are killed. */
    private record Crew(List<JavaProcess> members) implements AutoCloseable {
        static Crew of(int size, TaskAction work) {
            return new Crew(Stream.generate(() -> JavaProcess.start(work)).limit(size).toList());
        }

        List<JavaProcess> victims() {
            return members.subList(0, members.size() - 1);
        }

        void kill() throws InterruptedException {
            for (JavaProcess each : victims()) {
                each.kill();
            }
            for (JavaProcess each : victims()) {
                each.join();
            }
        }

        @Override
        public void close() {
            members.forEach(JavaProcess::close);
        }
    }

    /** Kills three of four that wait, tells the others, and expects that the last one goes on. */
    private static void killThreeOfFour(TaskAction wait, TaskAction tell) throws Exception {
        try (var there = ProcessSemaphore.create(0);
                var through = ProcessSemaphore.create(0);
                var crew =
                        Crew.of(
                                4,
                                () -> {
                                    there.release();
                                    wait.run();
                                    through.release();
                                })) {
            assertThat(there.tryAcquire(4, LONG)).isTrue();
            crew.kill();
            tell.run();
            assertThat(through.tryAcquire(LONG)).isTrue();
            crew.members().getLast().join();
            assertThat(crew.members().getLast().exitCode()).hasValue(0);
            assertThat(through.availablePermits()).isZero();
        }
    }

    @Test
    void F14_semaphore_waitersKilled_theNextPermitIsForTheLiving() throws Exception {
        try (var semaphore = ProcessSemaphore.create(0)) {
            killThreeOfFour(semaphore::acquire, semaphore::release);
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @Test
    void F14_semaphore_waitersWokenAndKilled_noPermitIsLost() throws Exception {
        try (var there = ProcessSemaphore.create(0);
                var semaphore = ProcessSemaphore.bounded(3)) {
            semaphore.acquire(3);
            try (var crew =
                    Crew.of(
                            4,
                            () -> {
                                there.release();
                                semaphore.acquire();
                                there.release();
                            })) {
                assertThat(there.tryAcquire(4, LONG)).isTrue();
                for (JavaProcess each : crew.victims()) {
                    stop(each);
                }
                semaphore.release(3);
                assertThat(there.tryAcquire(LONG)).as("the one not stopped").isTrue();
                crew.kill();
                assertThat(semaphore.tryAcquire(2, LONG)).isTrue();
                semaphore.release(3);
                assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void F14_event_waitersKilled_theOtherGoesOn_andItCanBeSetAgain() throws Exception {
        try (var event = ProcessEvent.create()) {
            killThreeOfFour(event::await, event::set);
            event.clear();
            event.set();
            assertThat(event.await(LONG)).isTrue();
        }
    }

    @Test
    void F14_latch_waitersKilled_theOtherGoesOn() throws Exception {
        try (var latch = ProcessCountDownLatch.create(1)) {
            killThreeOfFour(latch::await, latch::countDown);
        }
    }

    /** Who waits at a barrier in a thread of this process. */
    private static FutureTask<Integer> waitingAt(ProcessBarrier barrier) {
        int before = barrier.waiting();
        var task = new FutureTask<Integer>(() -> barrier.await());
        Thread.ofPlatform().start(task);
        Await.until("it waits", () -> barrier.waiting() == before + 1);
        return task;
    }

    private static void stop(JavaProcess process) {
        Pid pid = Pid.of(process.pid());
        pid.signal("STOP");
        Await.until("it has stopped", () -> pid.state() == 'T');
    }

    private static void assertTold(Throwable failure, JavaProcess dead) {
        assertThat(failure)
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessage(
                        "the barrier is broken until reset() is called: pid "
                                + dead.pid()
                                + " ("
                                + dead.name()
                                + ") died while it waited");
    }

    @Test
    void F14_barrier_waiterKilled_allOthersAreTold_whichOne() throws Exception {
        try (var barrier = ProcessBarrier.create(5);
                var toldThere = ProcessEvent.create();
                var victim = JavaProcess.start(NAMED, () -> barrier.await())) {
            Await.until("the victim waits", () -> barrier.waiting() == 1);
            try (var other = JavaProcess.start(() -> setWhenBroken(barrier, toldThere))) {
                Await.until("the other waits", () -> barrier.waiting() == 2);
                var one = waitingAt(barrier);
                var two = waitingAt(barrier);
                victim.kill();
                victim.join();
                Await.until("one is told", one::isDone);
                Await.until("the other is told", two::isDone);
                assertTold(one.exceptionNow(), victim);
                assertTold(two.exceptionNow(), victim);
                assertThat(toldThere.await(LONG)).isTrue();
                other.join();
            }
            barrier.reset();
            var again = Stream.generate(() -> waitingAt(barrier)).limit(4).toList();
            assertThat(barrier.await(LONG)).isZero();
            assertThat(again).extracting(FutureTask::get).containsExactly(4, 3, 2, 1);
        }
    }

    private static void setWhenBroken(ProcessBarrier barrier, ProcessEvent told)
            throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException broken) {
            told.set();
        }
    }

    @Test
    void F14_barrier_waiterKilled_beforeTheLastCame_whoIsToldAtOnce() throws Exception {
        try (var barrier = ProcessBarrier.create(2);
                var victim = JavaProcess.start(NAMED, () -> barrier.await())) {
            Await.until("the victim waits", () -> barrier.waiting() == 1);
            victim.kill();
            victim.join();
            assertThatThrownBy(() -> barrier.await(Duration.ZERO))
                    .satisfies(failure -> assertTold(failure, victim));
        }
    }

    @Test
    void F14_barrier_itsSlotIsAnothersByNow_theDeadIsNamed() throws Exception {
        try (var barrier = ProcessBarrier.create(2);
                var ofOne = ProcessBarrier.create(1);
                var there = ProcessEvent.create();
                var victim = JavaProcess.start(NAMED, () -> barrier.await())) {
            Await.until("the victim waits", () -> barrier.waiting() == 1);
            victim.kill();
            victim.join();
            try (var tenant =
                    JavaProcess.start(() -> {
                        ofOne.await();
                        there.set();
                        Thread.sleep(Duration.ofMinutes(10));
                    })) {
                assertThat(there.await(LONG)).isTrue();
                assertThat(tenant.isAlive()).isTrue();
                assertThatThrownBy(() -> barrier.await(LONG))
                        .isInstanceOf(BrokenBarrierException.class)
                        .hasMessage(
                                "the barrier is broken until reset() is called: pid "
                                        + victim.pid()
                                        + " died while it waited");
            }
        }
    }

    @Test
    void F14_barrier_killedInItsAction_theOthersAreTold() throws Exception {
        try (var acting = ProcessEvent.create();
                var barrier =
                        ProcessBarrier.create(
                                2,
                                () -> {
                                    acting.set();
                                    Thread.sleep(Duration.ofMinutes(10));
                                })) {
            var first = waitingAt(barrier);
            try (var victim = JavaProcess.start(NAMED, () -> barrier.await())) {
                assertThat(acting.await(LONG)).isTrue();
                victim.kill();
                victim.join();
                Await.until("it is told", first::isDone);
                assertTold(first.exceptionNow(), victim);
            }
        }
    }

    @Test
    void F14_barrier_oneThatIsOnlyStopped_isNotTakenForDead() throws Exception {
        try (var barrier = ProcessBarrier.create(3);
                var toldThere = ProcessEvent.create();
                var stopped = JavaProcess.start(() -> setWhenBroken(barrier, toldThere))) {
            Await.until("it waits", () -> barrier.waiting() == 1);
            stop(stopped);
            assertThatThrownBy(() -> barrier.await(SEVERAL_SLICES))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("not all came to the barrier in time: parties=3, arrived=2");
            Pid.of(stopped.pid()).signal("CONT");
            assertThat(toldThere.await(LONG)).isTrue();
            stopped.join();
        }
    }
}
