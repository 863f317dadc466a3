package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedInt;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;

/** What holds for a lock that many have to read, or one to write. */
interface ReadWriteLockContract extends Contract {

    int PAIR_ROUNDS = 100;

    /** Makes one. */
    Subject<ReadWriteLock> newReadWriteLock();

    @Test
    default void S1_readWrite_manyRead_nobodyWritesMeanwhile() throws Exception {
        try (var made = newReadWriteLock();
                var reading = ProcessSemaphore.create(0);
                var enough = ProcessEvent.create()) {
            ReadWriteLock lock = made.it();
            var readers =
                    start(
                            3,
                            () -> {
                                lock.readLock().lock();
                                reading.release();
                                boolean isTold = enough.await(LONG);
                                lock.readLock().unlock();
                                return isTold;
                            });
            assertThat(reading.tryAcquire(3, LONG)).as("all at once").isTrue();
            assertThat(Contract.get(parties().start(() -> isFree(lock.writeLock())))).isFalse();
            enough.set();
            lock.writeLock().lock();
            assertThat(reading.availablePermits()).isZero();
            lock.writeLock().unlock();
            assertThat(Contract.all(readers)).containsOnly(true);
        }
    }

    private static boolean isFree(Lock lock) throws InterruptedException {
        boolean isFree = lock.tryLock() || lock.tryLock(SHORT.toMillis(), TimeUnit.MILLISECONDS);
        if (isFree) {
            lock.unlock();
        }
        return isFree;
    }

    @Test
    default void S1_readWrite_oneWrites_nobodyElseReadsOrWrites() throws Exception {
        try (var made = newReadWriteLock()) {
            ReadWriteLock lock = made.it();
            lock.writeLock().lock();
            assertThat(Contract.get(parties().start(() -> isFree(lock.readLock())))).isFalse();
            assertThat(Contract.get(parties().start(() -> isFree(lock.writeLock())))).isFalse();
            lock.readLock().lock();
            lock.writeLock().unlock();
            assertThat(Contract.get(parties().start(() -> isFree(lock.readLock())))).isTrue();
            assertThat(Contract.get(parties().start(() -> isFree(lock.writeLock())))).isFalse();
            lock.readLock().unlock();
            assertThat(Contract.get(parties().start(() -> isFree(lock.writeLock())))).isTrue();
        }
    }

    @Test
    default void S1_readWrite_whatIsWritten_isReadWhole() throws Exception {
        try (var made = newReadWriteLock();
                var left = SharedInt.create();
                var right = SharedInt.create()) {
            ReadWriteLock lock = made.it();
            var writers = start(2, () -> writePairs(lock, left, right));
            var readers = start(3, () -> readPairs(lock, left, right));
            assertThat(Contract.all(readers)).containsOnly(0);
            assertThat(Contract.all(writers)).containsOnly(PAIR_ROUNDS);
            assertThat(left.get()).isEqualTo(2 * PAIR_ROUNDS);
            assertThat(right.get()).isEqualTo(2 * PAIR_ROUNDS);
        }
    }

    private static int writePairs(ReadWriteLock lock, SharedInt left, SharedInt right) {
        for (int round = 0; round < PAIR_ROUNDS; round++) {
            lock.writeLock().lock();
            left.setPlain(left.getPlain() + 1);
            right.setPlain(right.getPlain() + 1);
            lock.writeLock().unlock();
        }
        return PAIR_ROUNDS;
    }

    private static int readPairs(ReadWriteLock lock, SharedInt left, SharedInt right) {
        int torn = 0;
        for (int round = 0; round < PAIR_ROUNDS; round++) {
            lock.readLock().lock();
            torn += left.getPlain() != right.getPlain() ? 1 : 0;
            lock.readLock().unlock();
        }
        return torn;
    }

    @Test
    default void S1_readWrite_whoHasNone_mayGiveBackNone() throws Exception {
        try (var made = newReadWriteLock()) {
            ReadWriteLock lock = made.it();
            lock.readLock().lock();
            var other =
                    parties()
                            .start(() -> {
                                assertThatThrownBy(lock.readLock()::unlock)
                                        .isInstanceOf(IllegalMonitorStateException.class);
                                assertThatThrownBy(lock.writeLock()::unlock)
                                        .isInstanceOf(IllegalMonitorStateException.class);
                                return true;
                            });
            assertThat(Contract.get(other)).isTrue();
            lock.readLock().unlock();
        }
    }
}
