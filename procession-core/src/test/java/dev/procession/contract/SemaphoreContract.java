package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.sync.ProcessCountDownLatch;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessSemaphore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds for a semaphore. */
interface SemaphoreContract extends Contract {

    int ROUNDS = 200;

    /** What all semaphores do. */
    interface Semaphore {
        void acquire() throws InterruptedException;

        void acquire(int permits) throws InterruptedException;

        void acquireUninterruptibly();

        boolean tryAcquire();

        boolean tryAcquire(int permits);

        boolean tryAcquire(Duration timeout) throws InterruptedException;

        boolean tryAcquire(int permits, Duration timeout) throws InterruptedException;

        void release();

        void release(int permits);

        int availablePermits();

        int drainPermits();
    }

    /** Makes one that may get more permits. */
    Subject<Semaphore> newSemaphore(int permits) throws Exception;

    /** Makes one that may not. */
    Subject<Semaphore> newBoundedSemaphore(int permits) throws Exception;

    @Test
    default void S1_semaphore_countsForAll() throws Exception {
        try (var made = newSemaphore(2)) {
            Semaphore semaphore = made.it();
            semaphore.acquire();
            var other =
                    parties()
                            .start(() -> {
                                semaphore.acquire();
                                return semaphore.tryAcquire() || semaphore.tryAcquire(SHORT);
                            });
            assertThat(Contract.get(other)).isFalse();
            assertThat(semaphore.availablePermits()).isZero();
            semaphore.release();
            semaphore.release(4);
            assertThat(Contract.get(parties().start(semaphore::availablePermits))).isEqualTo(5);
            assertThat(Contract.get(parties().start(semaphore::drainPermits))).isEqualTo(5);
            assertThat(semaphore.drainPermits()).isZero();
        }
    }

    @Test
    default void S1_semaphore_letsNoMoreIn_thanItHasPermits() throws Exception {
        try (var made = newBoundedSemaphore(2);
                var inside = ProcessSemaphore.create(0)) {
            Semaphore semaphore = made.it();
            var most =
                    start(
                            Parties.MOST,
                            () -> {
                                int seen = 0;
                                for (int round = 0; round < ROUNDS; round++) {
                                    semaphore.acquire();
                                    inside.release();
                                    seen = Math.max(seen, inside.availablePermits());
                                    inside.acquire();
                                    semaphore.release();
                                }
                                return seen;
                            });
            assertThat(Contract.all(most)).allMatch(seen -> seen == 1 || seen == 2);
            assertThat(semaphore.availablePermits()).isEqualTo(2);
        }
    }

    @Test
    default void S1_semaphore_release_letsAsManyGoOn() throws Exception {
        try (var made = newSemaphore(0);
                var there = ProcessCountDownLatch.create(Parties.MOST);
                var through = ProcessSemaphore.create(0)) {
            Semaphore semaphore = made.it();
            var waiting =
                    start(
                            Parties.MOST,
                            () -> {
                                there.countDown();
                                semaphore.acquire();
                                through.release();
                                return true;
                            });
            assertThat(there.await(LONG)).isTrue();
            semaphore.release(2);
            assertThat(through.tryAcquire(2, LONG)).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
            assertThat(waiting).filteredOn(each -> !each.isDone()).hasSizeGreaterThanOrEqualTo(3);
            for (int left = 3; left > 0; left--) {
                semaphore.release();
                assertThat(through.tryAcquire(LONG)).isTrue();
            }
            Contract.all(waiting);
            assertThat(semaphore.availablePermits()).isZero();
            assertThat(through.availablePermits()).isZero();
        }
    }

    @Test
    default void S1_semaphore_many_areTakenAtOnceOrNotAtAll() throws Exception {
        try (var made = newSemaphore(2);
                var there = ProcessEvent.create()) {
            Semaphore semaphore = made.it();
            var waiting =
                    parties()
                            .start(() -> {
                                boolean early = semaphore.tryAcquire(3);
                                there.set();
                                return !early && semaphore.tryAcquire(3, LONG);
                            });
            assertThat(there.await(LONG)).isTrue();
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            assertThat(waiting.isDone()).isFalse();
            semaphore.release();
            assertThat(Contract.get(waiting)).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    @Test
    default void S1_semaphore_anyParty_mayRelease_butNotMoreThanTheBound() throws Exception {
        try (var made = newBoundedSemaphore(3)) {
            Semaphore semaphore = made.it();
            semaphore.acquire(2);
            var releasing =
                    parties()
                            .start(() -> {
                                semaphore.release();
                                return SemaphoreContract.refusal(semaphore, 2);
                            });
            assertThat(Contract.get(releasing))
                    .isEqualTo(
                            "released more often than acquired: limit=3, available=2, released=2");
            assertThat(semaphore.availablePermits()).isEqualTo(2);
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(3);
        }
    }

    private static String refusal(Semaphore semaphore, int permits) {
        try {
            semaphore.release(permits);
            return "none";
        } catch (IllegalStateException refused) {
            return refused.getMessage();
        }
    }
}
