package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedInt;
import dev.procession.sync.ProcessSemaphore;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** What holds for a condition, whose waits may end for no reason. */
interface ConditionContract extends Contract {

    int CONDITION_STEPS = 40;

    /** Makes a lock that has conditions. */
    Subject<Lock> newLock();

    private static Subject<Condition> newCondition(Subject<Lock> lock) {
        return new Subject<>(lock.it().newCondition());
    }

    /** Has the lock, waits until there is one to take, and takes it. */
    private static boolean take(Lock lock, Condition changed, SharedInt left)
            throws InterruptedException {
        lock.lock();
        try {
            while (left.get() == 0) {
                changed.await();
            }
            left.decrementAndGet();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void add(Lock lock, SharedInt left, int more, Runnable signal) {
        lock.lock();
        try {
            left.addAndGet(more);
            signal.run();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever has the lock after all have said that they are there, finds them waiting. */
    private static void awaitAll(Lock lock, ProcessSemaphore there, int count)
            throws InterruptedException {
        assertThat(there.tryAcquire(count, LONG)).isTrue();
        lock.lock();
        lock.unlock();
    }

    @Test
    default void S1_condition_eachSignal_letsOneMoreGoOn() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var left = SharedInt.create();
                var through = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var taking =
                    start(
                            Parties.MOST,
                            () -> {
                                boolean isTaken = take(lock, changed, left);
                                through.release();
                                return isTaken;
                            });
            for (int each = 0; each < Parties.MOST; each++) {
                assertThat(through.tryAcquire()).isFalse();
                add(lock, left, 1, changed::signal);
                assertThat(through.tryAcquire(LONG)).isTrue();
            }
            assertThat(Contract.all(taking)).containsOnly(true);
            assertThat(left.get()).isZero();
        }
    }

    @Test
    default void S1_condition_signalAll_letsAllGoOn() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var left = SharedInt.create();
                var there = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var taking =
                    start(
                            Parties.MOST,
                            () -> {
                                lock.lock();
                                try {
                                    there.release();
                                    return take(lock, changed, left);
                                } finally {
                                    lock.unlock();
                                }
                            });
            awaitAll(lock, there, Parties.MOST);
            assertThat(taking).noneMatch(each -> each.isDone());
            add(lock, left, Parties.MOST, changed::signalAll);
            assertThat(Contract.all(taking)).containsOnly(true);
            assertThat(left.get()).isZero();
        }
    }

    @Test
    default void S1_condition_handsOverStepByStep() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var step = SharedInt.create()) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var even = parties().start(() -> walk(lock, changed, step, 0));
            var odd = parties().start(() -> walk(lock, changed, step, 1));
            assertThat(Contract.get(even)).isTrue();
            assertThat(Contract.get(odd)).isTrue();
            assertThat(step.get()).isEqualTo(CONDITION_STEPS);
        }
    }

    private static boolean walk(Lock lock, Condition changed, SharedInt step, int parity)
            throws InterruptedException {
        boolean isInTime = true;
        for (int mine = parity; mine < CONDITION_STEPS && isInTime; mine += 2) {
            lock.lock();
            try {
                while (step.get() != mine && isInTime) {
                    isInTime = changed.await(LONG.toMillis(), TimeUnit.MILLISECONDS);
                }
                step.incrementAndGet();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return isInTime;
    }

    @Test
    default void S1_condition_withoutTheLock_isRefused() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made)) {
            Condition changed = condition.it();
            assertUnowned(changed);
            made.it().lock();
            var other = parties().start(() -> assertUnowned(changed));
            assertThat(Contract.get(other)).isTrue();
            made.it().unlock();
        }
    }

    private static boolean assertUnowned(Condition changed) {
        assertThatThrownBy(changed::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(changed::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(changed::signalAll).isInstanceOf(IllegalMonitorStateException.class);
        return true;
    }

    @Test
    default void S1_condition_timeIsOver_hasTheLockAsOftenAsBefore() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            lock.lock();
            lock.lock();
            assertThat(changed.await(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
            assertThat(changed.awaitNanos(-1)).isNotPositive();
            var other = parties().start(() -> lock.tryLock());
            assertThat(Contract.get(other)).isFalse();
            lock.unlock();
            lock.unlock();
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @Test
    default void S1_condition_wait_givesTheLockBackWhole() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var left = SharedInt.create();
                var there = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var waiting =
                    parties()
                            .start(() -> {
                                lock.lock();
                                lock.lock();
                                there.release();
                                boolean isTaken = take(lock, changed, left);
                                lock.unlock();
                                lock.unlock();
                                return isTaken;
                            });
            awaitAll(lock, there, 1);
            add(lock, left, 1, changed::signal);
            assertThat(Contract.get(waiting)).isTrue();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    default void S1_condition_interrupted_hasTheLock() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var interrupted =
                    parties()
                            .start(() -> {
                                lock.lock();
                                Thread.currentThread().interrupt();
                                boolean isTold = false;
                                try {
                                    changed.await();
                                } catch (InterruptedException told) {
                                    isTold = true;
                                }
                                lock.unlock();
                                return isTold;
                            });
            assertThat(Contract.get(interrupted)).isTrue();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    default void S1_condition_uninterruptible_waitsOn_andIsInterruptedAfterwards()
            throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var left = SharedInt.create();
                var there = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            var waiting =
                    parties()
                            .start(() -> {
                                lock.lock();
                                Thread.currentThread().interrupt();
                                there.release();
                                while (left.get() == 0) {
                                    changed.awaitUninterruptibly();
                                }
                                lock.unlock();
                                return Thread.interrupted();
                            });
            awaitAll(lock, there, 1);
            assertThat(waiting.isDone()).isFalse();
            add(lock, left, 1, changed::signal);
            assertThat(Contract.get(waiting)).isTrue();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // the interface's
    default void S1_condition_untilADate_isSignalledBeforeIt_orTold() throws Exception {
        try (var made = newLock();
                var condition = newCondition(made);
                var left = SharedInt.create();
                var there = ProcessSemaphore.create(0)) {
            Lock lock = made.it();
            Condition changed = condition.it();
            lock.lock();
            assertThat(changed.awaitUntil(new Date(System.currentTimeMillis() - 1))).isFalse();
            lock.unlock();
            var waiting =
                    parties()
                            .start(() -> {
                                Date late = new Date(System.currentTimeMillis() + LONG.toMillis());
                                boolean isInTime = true;
                                lock.lock();
                                there.release();
                                while (left.get() == 0 && isInTime) {
                                    isInTime = changed.awaitUntil(late);
                                }
                                lock.unlock();
                                return isInTime;
                            });
            awaitAll(lock, there, 1);
            add(lock, left, 1, changed::signal);
            assertThat(Contract.get(waiting)).isTrue();
        }
    }
}
