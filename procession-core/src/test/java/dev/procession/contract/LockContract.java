package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedInt;
import dev.procession.sync.ProcessSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** What holds for a lock, whether a thread may have it more than once or not. */
interface LockContract extends Contract {

    int LOCK_ROUNDS = 200;

    /** Makes a lock that a thread may have more than once. */
    Subject<Lock> newLock();

    /** Makes a lock that a thread may have once. */
    Subject<Lock> newNonReentrantLock();

    /** Locks it and gives it back, if that is possible at once. */
    private static boolean isFree(Lock lock) {
        boolean isFree = lock.tryLock();
        if (isFree) {
            lock.unlock();
        }
        return isFree;
    }

    @Test
    default void S1_lock_oneAtATime() throws Exception {
        try (var made = newLock();
                var once = newNonReentrantLock()) {
            assertOneAtATime(made.it());
            assertOneAtATime(once.it());
        }
    }

    private void assertOneAtATime(Lock lock) throws Exception {
        try (var count = SharedInt.create()) {
            var counting =
                    start(
                            Parties.MOST,
                            () -> {
                                for (int round = 0; round < LOCK_ROUNDS; round++) {
                                    lock.lock();
                                    try {
                                        // Two steps, between which another one would be noticed.
                                        count.setPlain(count.getPlain() + 1);
                                    } finally {
                                        lock.unlock();
                                    }
                                }
                                return true;
                            });
            assertThat(Contract.all(counting)).containsOnly(true);
            assertThat(count.get()).isEqualTo(Parties.MOST * LOCK_ROUNDS);
        }
    }

    @Test
    default void S1_lock_thatAnotherHas_isNotToBeHad() throws Exception {
        try (var made = newLock()) {
            Lock lock = made.it();
            lock.lock();
            var other =
                    parties()
                            .start(() ->
                                    lock.tryLock()
                                            || lock.tryLock(-1, TimeUnit.SECONDS)
                                            || lock.tryLock(
                                                    SHORT.toMillis(), TimeUnit.MILLISECONDS));
            assertThat(Contract.get(other)).isFalse();
            lock.unlock();
            assertThat(Contract.get(parties().start(() -> isFree(lock)))).isTrue();
        }
    }

    @Test
    default void S1_lock_whoWaits_hasItOnceItIsGivenBack() throws Exception {
        try (var made = newNonReentrantLock();
                var there = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            lock.lock();
            var waiting =
                    start(
                            3,
                            () -> {
                                there.release();
                                boolean isHad =
                                        lock.tryLock(LONG.toMillis(), TimeUnit.MILLISECONDS);
                                lock.unlock();
                                return isHad;
                            });
            assertThat(there.tryAcquire(3, LONG)).isTrue();
            assertThat(waiting).noneMatch(each -> each.isDone());
            lock.unlock();
            assertThat(Contract.all(waiting)).containsOnly(true);
            assertThat(isFree(lock)).isTrue();
        }
    }

    @Test
    default void S1_lock_onlyItsOwner_mayUnlockIt() throws Exception {
        try (var made = newLock()) {
            Lock lock = made.it();
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            lock.lock();
            assertThat(Contract.get(parties().start(() -> isUnlockRefused(lock)))).isTrue();
            assertThat(Contract.get(parties().start(() -> isFree(lock)))).isFalse();
            lock.unlock();
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(isFree(lock)).isTrue();
        }
    }

    private static boolean isUnlockRefused(Lock lock) {
        try {
            lock.unlock();
            return false;
        } catch (IllegalMonitorStateException refused) {
            return true;
        }
    }

    @Test
    default void S1_lock_reentrant_isFreeAfterAsManyUnlocks() throws Exception {
        try (var made = newLock()) {
            Lock lock = made.it();
            lock.lock();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
            for (int holds = 3; holds > 0; holds--) {
                assertThat(Contract.get(parties().start(() -> isFree(lock)))).isFalse();
                lock.unlock();
            }
            assertThat(Contract.get(parties().start(() -> isFree(lock)))).isTrue();
        }
    }

    @Test
    default void S1_lock_notReentrant_isNotToBeHadTwice() throws Exception {
        try (var made = newNonReentrantLock()) {
            Lock lock = made.it();
            var owning =
                    parties()
                            .start(() -> {
                                lock.lock();
                                boolean isHadTwice = lock.tryLock();
                                lock.unlock();
                                return isHadTwice;
                            });
            assertThat(Contract.get(owning)).isFalse();
            assertThat(isFree(lock)).isTrue();
        }
    }

    @Test
    default void S1_lock_interrupted_onlyWhoAgreedTo_givesUp() throws Exception {
        try (var made = newLock()) {
            Lock lock = made.it();
            var interrupted =
                    parties()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                boolean gaveUp = givesUp(lock);
                                Thread.currentThread().interrupt();
                                lock.lock();
                                lock.unlock();
                                boolean isStill = Thread.interrupted();
                                return gaveUp && isStill;
                            });
            assertThat(Contract.get(interrupted)).isTrue();
            assertThat(isFree(lock)).isTrue();
        }
    }

    private static boolean givesUp(Lock lock) {
        try {
            lock.lockInterruptibly();
            lock.unlock();
            return false;
        } catch (InterruptedException refused) {
            return !Thread.currentThread().isInterrupted();
        }
    }
}
