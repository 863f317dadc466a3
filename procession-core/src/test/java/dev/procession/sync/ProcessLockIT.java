package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import dev.procession.internal.launch.Session;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows S1, S2 and S3: a lock between processes, with a time limit, whose owner may die. */
class ProcessLockIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    @TempDir File directory;

    // ---- mutual exclusion --------------------------------------------------------------------

    /** Adds one to a number in a file, in two steps that others must not come between. */
    private static void increment(File file) throws IOException {
        try (var counter = new RandomAccessFile(file, "rw")) {
            long value = counter.length() == 0 ? 0 : counter.readLong();
            counter.seek(0);
            counter.writeLong(value + 1);
        }
    }

    private static long value(File file) throws IOException {
        try (var counter = new RandomAccessFile(file, "r")) {
            return counter.readLong();
        }
    }

    @Test
    void S1_oneAtATime_inAllProcessesAndThreads() throws Exception {
        File counter = new File(directory, "counter");
        try (ProcessLock lock = ProcessLock.create("counter");
                var pool = ProcessPool.of(3)) {
            var mine = new Thread(() -> countTo(200, lock, counter));
            mine.start();
            pool.map(i -> countTo(100, lock, counter), Collections.nCopies(6, 0));
            mine.join();
            assertThat(value(counter)).isEqualTo(800);
            assertThat(lock.owner()).isEmpty();
        }
    }

    private static boolean countTo(int times, ProcessLock lock, File counter) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                increment(counter);
            } catch (IOException failure) {
                throw new AssertionError(failure);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    @Test
    void S1_reentrant_isFreeAfterAsManyUnlocks() throws Exception {
        try (ProcessLock lock = ProcessLock.create()) {
            lock.lock();
            assertThat(lock.tryLock()).isTrue();
            lock.lockInterruptibly();
            assertThat(lock.tryLock(1, TimeUnit.HOURS)).isTrue();
            for (int i = 0; i < 4; i++) {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
                assertThat(isFreeForOthers(lock)).isFalse();
                lock.unlock();
            }
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(isFreeForOthers(lock)).isTrue();
        }
    }

    private static boolean isFreeForOthers(ProcessLock lock) throws InterruptedException {
        boolean[] free = {false};
        var other =
                new Thread(() -> {
                    free[0] = lock.tryLock();
                    if (free[0]) {
                        lock.unlock();
                    }
                });
        other.start();
        other.join();
        return free[0];
    }

    @Test
    void S1_notReentrant_refusesToWaitForItself() {
        try (ProcessLock lock = ProcessLock.createNonReentrant("once")) {
            lock.lock();
            assertThat(lock.tryLock()).isFalse();
            assertThatThrownBy(lock::lock)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessage("[lock once] is not reentrant, and this thread has it already");
            lock.unlock();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    void S1_unlock_byWhoHasItNot_isRefused() throws Exception {
        try (ProcessLock lock = ProcessLock.create("mine");
                var pool = ProcessPool.of(1)) {
            assertThatThrownBy(lock::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessage(
                            "[lock mine] only the thread that has it may unlock it: held by nobody");
            lock.lock();
            assertThatThrownBy(() -> pool.map(i -> unlock(lock), List.of(1)))
                    .cause()
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("held by pid " + ProcessHandle.current().pid());
            lock.unlock();
        }
    }

    private static boolean unlock(ProcessLock lock) {
        lock.unlock();
        return true;
    }

    @Test
    void S1_interrupted_whileItWaits() throws Exception {
        try (ProcessLock lock = ProcessLock.create()) {
            lock.lock();
            var begun = new CountDownLatch(1);
            var failure = new Throwable[1];
            var waiting =
                    new Thread(() -> {
                        begun.countDown();
                        try {
                            lock.lockInterruptibly();
                        } catch (Throwable thrown) {
                            failure[0] = thrown;
                        }
                    });
            waiting.start();
            begun.await();
            waiting.interrupt();
            waiting.join();
            assertThat(failure[0]).isInstanceOf(InterruptedException.class);
            lock.unlock();
        }
    }

    // ---- time limits -------------------------------------------------------------------------

    @Test
    void S2_timedOut_saysWhoHasIt() throws Exception {
        try (ProcessLock lock = ProcessLock.create("ledger");
                ProcessEvent taken = ProcessEvent.create();
                ProcessEvent done = ProcessEvent.create();
                JavaProcess owner =
                        JavaProcess.start(() -> {
                            try (Held held = lock.hold(LONG)) {
                                assertThat(held.ownerDied()).isFalse();
                                taken.set();
                                done.await();
                            }
                        })) {
            assertThat(taken.await(LONG)).isTrue();
            assertThatThrownBy(() -> lock.hold(Duration.ofMillis(20)))
                    .isInstanceOfSatisfying(
                            LockTimeoutException.class,
                            late -> {
                                LockOwner who = late.owner().orElseThrow();
                                assertThat(who.pid()).isEqualTo(owner.pid());
                                assertThat(who.process()).isEqualTo(owner.name());
                                assertThat(late)
                                        .hasMessage(
                                                "[lock ledger] was not to be had within 20 ms:"
                                                        + " held by "
                                                        + who);
                            });
            assertThat(lock.tryLock()).isFalse();
            // It has said that it has the lock before it waits.
            Await.until(
                    "the owner waits for the event",
                    () ->
                            lock.ownerStack().stream()
                                    .filter(stack -> hasFrame(stack, "ProcessEvent.await"))
                                    .anyMatch(stack -> hasFrame(stack, "ProcessLockIT")));
            done.set();
            try (Held held = lock.hold(LONG)) {
                assertThat(held.ownerDied()).isFalse();
            }
            owner.join();
            assertThat(owner.exitCode()).hasValue(0);
        }
    }

    private static boolean hasFrame(List<String> stack, String method) {
        return stack.stream().anyMatch(frame -> frame.contains(method));
    }

    // ---- the owner's death -------------------------------------------------------------------

    /** Has a child die with the lock. */
    private static void dieWith(ProcessLock lock) throws InterruptedException {
        try (ProcessEvent taken = ProcessEvent.create();
                JavaProcess owner =
                        JavaProcess.start(() -> {
                            lock.lock();
                            taken.set();
                            new CountDownLatch(1).await();
                        })) {
            assertThat(taken.await(LONG)).isTrue();
            owner.kill();
            owner.join();
        }
    }

    @Test
    void S3_ownerDies_theNextLearnsIt_andRepairs() throws Exception {
        try (ProcessLock lock = ProcessLock.create("ledger")) {
            dieWith(lock);
            assertThatThrownBy(lock::lock)
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessageStartingWith(
                            "[lock ledger] its owner died with it, and what it protects may be half"
                                    + " changed: owner=");
            assertThatThrownBy(lock::tryLock).isInstanceOf(OwnerDiedException.class);
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            try (Held held = lock.hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
            }
            // Given up: the next one has to decide.
            try (Held held = lock.hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
                held.repair();
                assertThat(held.ownerDied()).isFalse();
            }
            lock.lock();
            lock.unlock();
        }
    }

    @Test
    void S3_F13_ownerDies_whileOthersWait_allGoOn() throws Exception {
        try (ProcessLock lock = ProcessLock.create("ledger");
                ProcessEvent taken = ProcessEvent.create();
                JavaProcess owner =
                        JavaProcess.start(() -> {
                            lock.lock();
                            taken.set();
                            new CountDownLatch(1).await();
                        });
                var pool = ProcessPool.of(3)) {
            assertThat(taken.await(LONG)).isTrue();
            var waiting =
                    List.of(1, 2, 3).stream().map(i -> pool.submit(() -> repair(lock))).toList();
            Await.until("all run", () -> pool.stats().busyWorkers() == 3);
            owner.kill();
            int repairs = 0;
            for (var each : waiting) {
                repairs += each.get();
            }
            assertThat(repairs).isEqualTo(1);
        }
    }

    private static int repair(ProcessLock lock) throws Exception {
        try (Held held = lock.hold(LONG)) {
            boolean died = held.ownerDied();
            if (died) {
                held.repair();
            }
            return died ? 1 : 0;
        }
    }

    /**
     * Locks of a process on a file, which POSIX has, end when it closes any channel of the file.
     */
    @Test
    void F14_whoReadsTheTableOfProcesses_isNotTakenForDead() throws Exception {
        try (ProcessLock lock = ProcessLock.create("mine");
                var pool = ProcessPool.of(1)) {
            lock.lock();
            assertThat(Files.readAllBytes(Session.current().path("processes"))).isNotEmpty();
            assertThat(pool.submit(() -> isInTime(lock)).get()).isFalse();
            lock.unlock();
            assertThat(pool.submit(() -> isInTime(lock)).get()).isTrue();
        }
    }

    private static boolean isInTime(ProcessLock lock) throws InterruptedException {
        try (Held held = lock.hold(Duration.ofMillis(200))) {
            assertThat(held.ownerDied()).isFalse();
            return true;
        } catch (LockTimeoutException late) {
            return false;
        }
    }

    // ---- conditions --------------------------------------------------------------------------

    @Test
    void S1_condition_handsOverBetweenProcesses() throws Exception {
        File turn = new File(directory, "turn");
        try (ProcessLock lock = ProcessLock.create();
                ProcessCondition changed = lock.newCondition();
                JavaProcess other = JavaProcess.start(() -> takeTurns(50, 1, changed, turn))) {
            takeTurns(50, 0, changed, turn);
            other.join();
            assertThat(other.exitCode()).hasValue(0);
            assertThat(value(turn)).isEqualTo(100);
        }
    }

    private static void takeTurns(int times, int odd, ProcessCondition changed, File turn)
            throws Exception {
        ProcessLock lock = changed.lock();
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                while ((turn.exists() ? value(turn) : 0) % 2 != odd) {
                    assertThat(changed.await(LONG)).isTrue();
                }
                increment(turn);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void S1_condition_withoutTheLock_isRefused() {
        try (ProcessLock lock = ProcessLock.create("a");
                ProcessCondition condition = lock.newCondition()) {
            assertThatThrownBy(condition::await)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageStartingWith("[lock a] only the thread that has it may wait");
            assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(condition::signalAll)
                    .isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @Test
    void S1_condition_timeIsOver_hasTheLockAsOftenAsBefore() throws Exception {
        try (ProcessLock lock = ProcessLock.create();
                ProcessCondition condition = lock.newCondition()) {
            lock.lock();
            lock.lock();
            assertThat(condition.await(Duration.ofMillis(1))).isFalse();
            assertThat(condition.awaitNanos(-1)).isNegative();
            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
        }
    }

    @Test
    void S3_condition_ownerDiesMeanwhile_theWaiterHasTheLockAndIsTold() throws Exception {
        try (ProcessLock lock = ProcessLock.create();
                ProcessCondition condition = lock.newCondition();
                ProcessEvent waits = ProcessEvent.create();
                JavaProcess victim =
                        JavaProcess.start(() -> {
                            waits.await();
                            lock.lock();
                            condition.signal();
                            Runtime.getRuntime().halt(1);
                        })) {
            lock.lock();
            waits.set();
            assertThatThrownBy(() -> await(condition)).isInstanceOf(OwnerDiedException.class);
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            victim.join();
        }
    }

    private static void await(ProcessCondition condition) throws InterruptedException {
        boolean isInTime = true;
        while (isInTime) {
            isInTime = condition.await(LONG);
        }
    }
}
