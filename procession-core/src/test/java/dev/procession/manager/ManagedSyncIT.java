package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import dev.procession.TaskCallable;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows M1 and M2: locks, conditions, semaphores, events and barriers in a manager. */
class ManagedSyncIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));
    private static final Duration SHORT = Duration.ofMillis(20);

    private static ProcessManager manager;
    private static ProcessPool pool;

    @BeforeAll
    static void start() throws Exception {
        manager = ProcessManager.start();
        pool = ProcessPool.of(4);
        // All workers are up, and have returned something large, before a test looks around.
        ManagedBarrier all = manager.barrier(4);
        inFour(() -> {
            all.await();
            return new byte[1 << 20];
        });
    }

    @AfterAll
    static void close() {
        pool.close();
        manager.close();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static <T> List<T> inFour(TaskCallable<T> task) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            futures.add(pool.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : futures) {
            results.add(get(each));
        }
        return results;
    }

    private static <T> FutureTask<T> onThread(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        return task;
    }

    // ---- locks -------------------------------------------------------------------------------

    @Test
    void M3_lock_letsReadAndWriteBeOne() throws Exception {
        ManagedLock lock = manager.lock();
        ManagedMap<String, Integer> map = manager.map();
        map.put("count", 100);
        pool.map(
                i -> {
                    lock.lock();
                    try {
                        return map.put("count", map.get("count") - 1);
                    } finally {
                        lock.unlock();
                    }
                },
                IntStream.range(0, 50).boxed().toList());
        assertThat(map.get("count")).isEqualTo(50);
    }

    @Test
    void M1_lock_belongsToAThread() throws Exception {
        ManagedLock lock = manager.lock();
        lock.lock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        assertThat(lock.tryLock()).isFalse();
        assertThatThrownBy(lock::lock)
                .isInstanceOf(DeadlockException.class)
                .hasMessage("the lock is not reentrant, and this thread has it already");
        var other =
                onThread(() -> {
                    assertThatThrownBy(lock::unlock)
                            .isInstanceOf(IllegalMonitorStateException.class)
                            .hasMessageStartingWith(
                                    "only the thread that has the lock may unlock it: owner=process "
                                            + ProcessHandle.current().pid());
                    assertThatThrownBy(() -> lock.hold(SHORT))
                            .isInstanceOf(TimeoutException.class)
                            .hasMessageStartingWith("the lock was not free in time: waited=20 ms");
                    return lock.tryLock() || lock.tryLock(20, TimeUnit.MILLISECONDS);
                });
        assertThat(get(other)).isFalse();
        assertThat(get(pool.submit(() -> lock.tryLock()))).isFalse();
        lock.unlock();
        assertThatThrownBy(lock::unlock).hasMessageEndingWith("owner=nobody");
        assertThat(get(pool.submit(() -> tryLockAndUnlock(lock)))).isTrue();
    }

    private static boolean tryLockAndUnlock(ManagedLock lock) {
        boolean isHad = lock.tryLock();
        if (isHad) {
            lock.unlock();
        }
        return isHad;
    }

    @Test
    void M1_reentrantLock_isUnlockedAsOften() throws Exception {
        ManagedLock lock = manager.reentrantLock();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(get(pool.submit(() -> tryLockAndUnlock(lock)))).isFalse();
        lock.unlock();
        assertThat(get(pool.submit(() -> tryLockAndUnlock(lock)))).isTrue();
    }

    @Test
    void M1_lock_waiting_isInterruptible() throws Exception {
        ManagedLock lock = manager.lock();
        ManagedCondition asked = manager.condition();
        lock.lock();
        var waiting = new FutureTask<>(() -> isInterruptedAfterLocking(lock));
        Thread thread = Thread.ofPlatform().start(waiting);
        Await.until("it waits", () -> Callers.isWaiting(thread));
        thread.interrupt();
        assertThat(get(waiting)).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.DAYS))
                .isInstanceOf(InterruptedException.class);
        lock.unlock();
        asked.lock().lock();
        Thread.currentThread().interrupt();
        assertThatThrownBy(asked::await).isInstanceOf(InterruptedException.class);
        assertThat(asked.lock().isHeldByCurrentThread()).isTrue();
        asked.lock().unlock();
    }

    private static boolean isInterruptedAfterLocking(ManagedLock lock) {
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        return Thread.currentThread().isInterrupted();
    }

    @Test
    void M2_ownerKilled_whoWaits_isTold_untilSomebodyRepairs() throws Exception {
        ManagedLock lock = manager.lock();
        ManagedEvent isHeld = manager.event();
        ManagedEvent never = manager.event();
        try (var owner =
                JavaProcess.start(() -> {
                    lock.lock();
                    isHeld.set();
                    never.await();
                })) {
            assertThat(isHeld.await(LONG)).isTrue();
            var waiting = new FutureTask<>(() -> lock.tryLock(1, TimeUnit.DAYS));
            Thread thread = Thread.ofPlatform().start(waiting);
            Await.until("it waits", () -> Callers.isWaiting(thread));
            owner.kill();
            String message =
                    "the lock's owner died with it, and what it protects may be half changed:"
                            + " owner=process "
                            + owner.pid()
                            + "; have it by hold(Duration), and say repair() once that is mended";
            assertThatThrownBy(() -> get(waiting))
                    .cause()
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessage(message);
            assertThatThrownBy(lock::lock)
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessage(message);
            try (var held = lock.hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
                held.repair();
                assertThat(held.ownerDied()).isFalse();
            }
            assertThat(tryLockAndUnlock(lock)).isTrue();
        }
    }

    @Test
    void M2_waiterKilled_isForgotten() throws Exception {
        ManagedLock lock = manager.lock();
        ManagedCondition condition = lock.newCondition();
        ManagedEvent waits = manager.event();
        try (var waiter =
                JavaProcess.start(() -> {
                    lock.lock();
                    waits.set();
                    condition.await();
                })) {
            assertThat(waits.await(LONG)).isTrue();
            var other =
                    onThread(() -> {
                        lock.lock();
                        try {
                            return condition.await(LONG);
                        } finally {
                            lock.unlock();
                        }
                    });
            lock.lock();
            lock.unlock();
            waiter.kill();
            waiter.join();
            Await.until(
                    "the signal is not for the dead",
                    () -> {
                        lock.lock();
                        condition.signal();
                        lock.unlock();
                        return other.isDone();
                    });
            assertThat(get(other)).isTrue();
        }
    }

    // ---- conditions, semaphores, events, barriers --------------------------------------------

    @Test
    void M1_condition_signalledByAnotherProcess() throws Exception {
        ManagedCondition delivered = manager.condition();
        ManagedValue<Integer> stock = manager.value(0);
        var buying = pool.submit(() -> buy(delivered, stock));
        ManagedLock lock = delivered.lock();
        lock.lock();
        stock.set(1);
        delivered.signalAll();
        lock.unlock();
        assertThat(get(buying)).isZero();
        assertThatThrownBy(delivered::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(delivered::await)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage(
                        "only the thread that has the lock may wait for its condition:"
                                + " owner=nobody");
        lock.lock();
        assertThat(delivered.await(SHORT)).isFalse();
        assertThat(delivered.awaitNanos(1)).isLessThanOrEqualTo(0);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
    }

    private static int buy(ManagedCondition delivered, ManagedValue<Integer> stock)
            throws InterruptedException {
        delivered.lock().lock();
        try {
            while (stock.get() == 0) {
                delivered.await();
            }
            return stock.updateAndGet(count -> count - 1);
        } finally {
            delivered.lock().unlock();
        }
    }

    @Test
    void M1_semaphore_letsNoMoreIn_thanItHasPermits() throws Exception {
        ManagedSemaphore semaphore = manager.boundedSemaphore(2);
        ManagedValue<Integer> inside = manager.value(0);
        List<Integer> most =
                inFour(() -> {
                    int seen = 0;
                    for (int round = 0; round < 50; round++) {
                        semaphore.acquire();
                        seen = Math.max(seen, inside.updateAndGet(count -> count + 1));
                        inside.updateAndGet(count -> count - 1);
                        semaphore.release();
                    }
                    return seen;
                });
        assertThat(most).allMatch(seen -> seen == 1 || seen == 2);
        assertThatThrownBy(semaphore::release)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("released more often than acquired: limit=2, available=2, released=1");
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(2, SHORT)).isFalse();
        ManagedSemaphore unbounded = manager.semaphore(0);
        unbounded.release(3);
        unbounded.acquire(2);
        unbounded.acquireUninterruptibly();
        assertThat(unbounded.availablePermits()).isZero();
    }

    @Test
    void M1_event_letsAllGoOn_untilItIsCleared() throws Exception {
        ManagedEvent event = manager.event();
        ManagedSemaphore there = manager.semaphore(0);
        var waiting = onThread(() -> inFour(() -> comeAndWait(there, event)));
        assertThat(there.tryAcquire(4, LONG)).isTrue();
        assertThat(event.await(SHORT)).isFalse();
        assertThat(waiting.isDone()).isFalse();
        event.set();
        assertThat(get(waiting)).containsExactly(true, true, true, true);
        assertThat(get(pool.submit(() -> event.await(Duration.ZERO)))).isTrue();
        event.clear();
        assertThat(get(pool.submit(() -> event.isSet() || event.await(SHORT)))).isFalse();
    }

    private static boolean comeAndWait(ManagedSemaphore there, ManagedEvent event)
            throws InterruptedException {
        there.release();
        return event.await(LONG);
    }

    @Test
    void M1_manyWhoWait_stallNobody() throws Exception {
        ManagedEvent event = manager.event();
        ManagedSemaphore there = manager.semaphore(0);
        ManagedMap<String, Integer> map = manager.map();
        List<Future<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            var task =
                    new FutureTask<>(() -> {
                        there.release();
                        return event.await(LONG);
                    });
            Thread.ofVirtual().start(task);
            waiting.add(task);
        }
        assertThat(there.tryAcquire(200, LONG)).isTrue();
        for (int i = 0; i < 100; i++) {
            map.merge("count", 1, Integer::sum);
        }
        assertThat(map.get("count")).isEqualTo(100);
        assertThat(waiting).noneMatch(each -> each.isDone());
        event.set();
        for (Future<Boolean> each : waiting) {
            assertThat(get(each)).isTrue();
        }
    }

    @Test
    void M1_barrier_indicesAreUnique_andTheActionRunsOnce() throws Exception {
        ManagedValue<Integer> rounds = manager.value(0);
        ManagedBarrier barrier = manager.barrier(4, () -> rounds.updateAndGet(old -> old + 1));
        for (int round = 1; round <= 5; round++) {
            assertThat(inFour(barrier::await)).containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(rounds.get()).isEqualTo(round);
        }
        assertThat(barrier.parties()).isEqualTo(4);
        assertThat(barrier.waiting()).isZero();
    }

    @Test
    void M1_barrier_breaksForAll_untilReset() throws Exception {
        ManagedBarrier barrier = manager.barrier(3);
        var waiting = onThread(() -> barrier.await());
        Await.until("it waits", () -> barrier.waiting() == 1);
        assertThatThrownBy(() -> barrier.await(SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("not all came to the barrier in time: parties=3, arrived=2");
        assertBroken(waiting, " did not wait any longer");
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        barrier.reset();
        var second = onThread(() -> barrier.await());
        Await.until("it waits", () -> barrier.waiting() == 1);
        barrier.abort();
        assertBroken(second, " called abort()");
    }

    @Test
    void M2_barrier_whoDiesWhileWaiting_breaksIt() throws Exception {
        ManagedBarrier barrier = manager.barrier(3);
        try (var victim = JavaProcess.start(() -> barrier.await())) {
            var waiting = onThread(() -> barrier.await());
            Await.until("both wait", () -> barrier.waiting() == 2);
            victim.kill();
            assertBroken(waiting, "process " + victim.pid() + " died while it waited");
        }
    }

    private static void assertBroken(Future<?> waiting, String end) {
        assertThatThrownBy(() -> get(waiting))
                .cause()
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageStartingWith("the barrier is broken until reset() is called: ")
                .hasMessageEndingWith(end);
    }
}
