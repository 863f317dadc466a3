package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.contract.Contract;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Row S1: a semaphore; what holds whoever uses it is in {@code contract.SemaphoreContract}. */
class ProcessSemaphoreIT {

    private static final Duration LONG = Contract.LONG;

    @Test
    void S1_create_ofLessThanThereCanBe_isRefused() {
        assertThatThrownBy(() -> ProcessSemaphore.create(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a semaphore begins with 0 permits or more: permits=-1");
        assertThatThrownBy(() -> ProcessSemaphore.bounded(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a bounded semaphore has 1 permit or more: permits=0");
    }

    @Test
    void S1_impossibleNumbers_areRefused() {
        try (var semaphore = ProcessSemaphore.bounded(3)) {
            assertThatThrownBy(() -> semaphore.acquire(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the number of permits must not be negative: permits=-1");
            assertThatThrownBy(() -> semaphore.release(-2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the number of permits must not be negative: permits=-2");
            assertThatThrownBy(() -> semaphore.tryAcquire(4, LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("more permits than this semaphore ever has: permits=4, limit=3");
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    @Test
    void S1_release_moreThanAnIntHolds_isRefused() {
        try (var semaphore = ProcessSemaphore.create(Integer.MAX_VALUE)) {
            assertThatThrownBy(semaphore::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "released more often than acquired: limit=2147483647,"
                                    + " available=2147483647, released=1");
            assertThat(semaphore.tryAcquire(Integer.MAX_VALUE)).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @Test
    void S1_none_areAlwaysThere() throws Exception {
        try (var semaphore = ProcessSemaphore.create(0)) {
            semaphore.acquire(0);
            semaphore.release(0);
            assertThat(semaphore.tryAcquire(0)).isTrue();
            assertThat(semaphore.tryAcquire()).isFalse();
        }
    }

    @Test
    void S1_interrupted_takesNothing() throws Exception {
        try (var semaphore = ProcessSemaphore.create(1)) {
            var waiting = new FutureTask<Boolean>(() -> semaphore.tryAcquire(2, LONG));
            Thread thread = Thread.ofPlatform().start(waiting);
            Await.until("it waits", () -> thread.getState() != Thread.State.NEW);
            thread.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }

    @Test
    void S1_interrupted_beforeItComes_takesNothing() {
        try (var semaphore = ProcessSemaphore.create(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
        }
    }

    @Test
    void S1_acquireUninterruptibly_goesOnWaiting_andStaysInterrupted() throws Exception {
        try (var semaphore = ProcessSemaphore.create(0)) {
            var waiting =
                    new FutureTask<Boolean>(() -> {
                        semaphore.acquireUninterruptibly(2);
                        return Thread.interrupted();
                    });
            Thread thread = Thread.startVirtualThread(waiting);
            thread.interrupt();
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
            semaphore.release(1);
            assertThat(waiting.isDone()).isFalse();
            semaphore.release(1);
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void S1_closed_whoWaitsIsTold() throws Exception {
        var semaphore = ProcessSemaphore.create(0);
        var waiting = new FutureTask<Boolean>(() -> semaphore.tryAcquire(LONG));
        Thread thread = Thread.startVirtualThread(waiting);
        Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        semaphore.close();
        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("the semaphore was closed");
        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the semaphore was closed");
        semaphore.close();
    }

    @Test
    void S1_permitsOfADeadProcess_areNotGivenBack() throws Exception {
        try (var semaphore = ProcessSemaphore.bounded(2);
                var has = ProcessEvent.create();
                var child =
                        JavaProcess.start(() -> {
                            semaphore.acquire();
                            has.set();
                            Thread.sleep(Duration.ofMinutes(10));
                        })) {
            assertThat(has.await(LONG)).isTrue();
            child.kill();
            child.join();
            assertThat(semaphore.drainPermits()).isEqualTo(1);
            semaphore.release(2);
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }
}
