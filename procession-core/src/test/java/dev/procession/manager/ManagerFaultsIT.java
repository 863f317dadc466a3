package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ManagerUnavailableException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Row M5, fault F17: managers that die, and such that are stopped. */
class ManagerFaultsIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** It holds for a young manager, too, which has yet to load what it is asked for. */
    static final Duration HASTY = Await.scaled(Duration.ofSeconds(2));

    /** An object that keeps its callers waiting. */
    interface Gate {
        void pass() throws InterruptedException;

        void passWhateverHappens();

        int waiting();
    }

    /** A gate that never opens. */
    static final class ClosedGate implements Gate {
        private final CountDownLatch latch = new CountDownLatch(1);
        private int waiting;

        @Override
        public void pass() throws InterruptedException {
            count();
            latch.await();
        }

        @Override
        public void passWhateverHappens() {
            try {
                pass();
            } catch (InterruptedException cannotBe) {
                throw new AssertionError(cannotBe);
            }
        }

        private synchronized void count() {
            waiting++;
        }

        @Override
        public synchronized int waiting() {
            return waiting;
        }
    }

    private static FutureTask<Boolean> startPassing(Thread.Builder kind, Gate gate) {
        var task =
                new FutureTask<>(() -> {
                    gate.pass();
                    return true;
                });
        kind.start(task);
        return task;
    }

    private static void assertFails(FutureTask<Boolean> call, String message) {
        assertThatThrownBy(() -> call.get(LONG.toNanos(), TimeUnit.NANOSECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ManagerUnavailableException.class)
                .hasMessage(message);
    }

    @Test
    void M5_F17_managerKilled_whoWaitsAndWhoComesLater_isTold() {
        try (var manager = ProcessManager.start()) {
            Gate gate = manager.register(Gate.class, ClosedGate::new);
            ManagedMap<String, Integer> map = manager.map();
            var platform = startPassing(Thread.ofPlatform(), gate);
            var virtual = startPassing(Thread.ofVirtual(), gate);
            Await.until("both wait", () -> gate.waiting() == 2);
            map.put("a", 1);
            Pid.of(manager.pid()).signal("KILL");
            String message = "[" + manager.name() + "] the manager has ended: status=signaled(9)";
            assertFails(platform, message);
            assertFails(virtual, message);
            assertThatThrownBy(() -> map.get("a"))
                    .isInstanceOf(ManagerUnavailableException.class)
                    .hasMessage(message)
                    .hasStackTraceContaining("ManagerFaultsIT.M5_F17_managerKilled");
            assertThatThrownBy(manager::map)
                    .isInstanceOf(ManagerUnavailableException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void M5_closed_whoWaits_isTold() {
        FutureTask<Boolean> waiting;
        ManagedMap<String, Integer> map;
        String name;
        try (var manager = ProcessManager.start()) {
            name = manager.name();
            Gate gate = manager.register(Gate.class, ClosedGate::new);
            waiting = startPassing(Thread.ofPlatform(), gate);
            map = manager.map();
            Await.until("it waits", () -> gate.waiting() == 1);
        }
        String message = "[" + name + "] the manager was closed";
        assertFails(waiting, message);
        assertThatThrownBy(map::size)
                .isInstanceOf(ManagerUnavailableException.class)
                .hasMessage(message);
    }

    @Test
    void F17_managerStopped_callsFail_andGoOnWhenItGoesOn() {
        var hasty = ManagerOptions.defaults().withAnswerTimeout(HASTY);
        try (var manager = ProcessManager.start(hasty)) {
            Gate gate = manager.register(Gate.class, ClosedGate::new);
            ManagedMap<String, Integer> map = manager.map();
            map.put("a", 1);
            var waiting = startPassing(Thread.ofPlatform(), gate);
            Await.until("it waits", () -> gate.waiting() == 1);
            String message =
                    "["
                            + manager.name()
                            + "] the manager does not answer: waited="
                            + HASTY.toMillis()
                            + " ms; it is stopped, or has too much to do";
            stop(Pid.of(manager.pid()));
            try {
                assertThatThrownBy(() -> map.get("a"))
                        .isInstanceOf(ManagerUnavailableException.class)
                        .hasMessage(message);
                assertFails(waiting, message);
            } finally {
                Pid.of(manager.pid()).signal("CONT");
            }
            Await.until("it answers again", () -> isAnswered(map));
            assertThat(map.get("a")).isEqualTo(1);
        }
    }

    /** Their time is watched by who reads the answers, while there are any. */
    @Test
    void F17_managerStopped_whileVirtualThreadsCall_eachIsTold() throws Exception {
        var hasty = ManagerOptions.defaults().withAnswerTimeout(HASTY);
        try (var manager = ProcessManager.start(hasty)) {
            ManagedValue<Integer> calls = manager.value(0);
            List<FutureTask<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var caller = new FutureTask<>(() -> callUntilUnavailable(calls));
                callers.add(caller);
                Thread.startVirtualThread(caller);
            }
            Await.until("all call", () -> calls.get() > 1000);
            stop(Pid.of(manager.pid()));
            try {
                for (FutureTask<Boolean> each : callers) {
                    assertThat(each.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
                }
            } finally {
                Pid.of(manager.pid()).signal("CONT");
            }
        }
    }

    private static boolean callUntilUnavailable(ManagedValue<Integer> calls) {
        try {
            while (true) {
                calls.updateAndGet(before -> before + 1);
            }
        } catch (ManagerUnavailableException told) {
            return true;
        }
    }

    @Test
    void F17_managerStopped_whatItGivesTooLate_isGivenBack() {
        var hasty = ManagerOptions.defaults().withAnswerTimeout(HASTY);
        try (var manager = ProcessManager.start(hasty)) {
            ManagedLock free = manager.lock();
            ManagedLock taken = manager.lock();
            ManagedSemaphore semaphore = manager.semaphore(1);
            taken.lock();
            stop(Pid.of(manager.pid()));
            try {
                assertThatThrownBy(free::tryLock).isInstanceOf(ManagerUnavailableException.class);
                assertThatThrownBy(semaphore::tryAcquire)
                        .isInstanceOf(ManagerUnavailableException.class);
            } finally {
                Pid.of(manager.pid()).signal("CONT");
            }
            Await.until("they are free again", () -> isFree(free, semaphore));
            assertThat(taken.isHeldByCurrentThread()).isTrue();
        }
    }

    private static boolean isFree(ManagedLock lock, ManagedSemaphore semaphore) {
        try {
            return semaphore.availablePermits() == 1
                    && !lock.isHeldByCurrentThread()
                    && lock.tryLock();
        } catch (ManagerUnavailableException stillStopped) {
            return false;
        }
    }

    /** Stops a process, and waits until it is. */
    static void stop(Pid pid) {
        pid.signal("STOP");
        Await.until(
                "all its threads stand still",
                () -> pid.threadStates().chars().allMatch(each -> each == 'T'));
    }

    private static boolean isAnswered(ManagedMap<String, Integer> map) {
        try {
            return map.containsKey("a");
        } catch (ManagerUnavailableException stillStopped) {
            return false;
        }
    }

    @Test
    void M5_waiting_isInterruptible_whereTheMethodSaysSo() throws Exception {
        try (var manager = ProcessManager.start()) {
            Gate gate = manager.register(Gate.class, ClosedGate::new);
            var outcome = new FutureTask<>(() -> passUntilInterrupted(gate));
            Thread thread = Thread.ofPlatform().start(outcome);
            Await.until("it waits", () -> gate.waiting() == 1);
            thread.interrupt();
            assertThat(outcome.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isEqualTo("interrupted");
        }
    }

    private static String passUntilInterrupted(Gate gate) {
        try {
            gate.pass();
            return "passed";
        } catch (InterruptedException expected) {
            return Thread.currentThread().isInterrupted() ? "twice" : "interrupted";
        }
    }
}
