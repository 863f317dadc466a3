package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.procession.DeadlockException;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Row S4: circles of waits, across processes, are found, reported, and ended on request. */
class DeadlockIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** Has one lock, says so, and waits for the other. */
    private static void cross(
            ProcessLock first,
            ProcessEvent firstIsHad,
            ProcessEvent secondIsHad,
            ProcessLock second)
            throws InterruptedException {
        first.lock();
        try {
            firstIsHad.set();
            secondIsHad.await();
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    private static List<Deadlock> awaitDeadlocks() {
        AtomicReference<List<Deadlock>> found = new AtomicReference<>(List.of());
        Await.until(
                "a deadlock is found",
                () -> {
                    try {
                        found.set(Deadlocks.find());
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                    return !found.get().isEmpty();
                });
        return found.get();
    }

    @Test
    void S4_twoProcesses_areReported_andTheVictimIsTold() throws Exception {
        try (ProcessLock salt = ProcessLock.create("salt");
                ProcessLock pepper = ProcessLock.create("pepper");
                ProcessEvent hasSalt = ProcessEvent.create();
                ProcessEvent hasPepper = ProcessEvent.create();
                JavaProcess one = JavaProcess.start(() -> cross(salt, hasSalt, hasPepper, pepper));
                JavaProcess two =
                        JavaProcess.start(() -> {
                            assertThatThrownBy(() -> cross(pepper, hasPepper, hasSalt, salt))
                                    .isInstanceOf(DeadlockException.class)
                                    .hasMessageContaining("waits for the lock pepper");
                        })) {
            List<Deadlock> found = awaitDeadlocks();
            assertThat(found).hasSize(1);
            Deadlock deadlock = found.getFirst();
            assertThat(deadlock.waits())
                    .extracting(Deadlock.Wait::pid)
                    .containsExactlyInAnyOrder(one.pid(), two.pid());
            assertThat(deadlock.waits())
                    .extracting(Deadlock.Wait::lock)
                    .containsExactlyInAnyOrder("salt", "pepper");
            assertThat(deadlock.toString())
                    .startsWith("deadlock of 2 threads:")
                    .contains("pid " + one.pid() + " (" + one.name() + ")")
                    .contains("DeadlockIT.cross");
            LocksInUse locks = LocksInUse.find(LONG);
            assertThat(locks.deadlocks())
                    .singleElement()
                    .satisfies(again -> assertThat(again.waits()).containsAll(deadlock.waits()));
            assertThat(locks.awaited()).containsAll(deadlock.waits());
            assertThat(locks.held())
                    .extracting(LocksInUse.Hold::pid, LocksInUse.Hold::lock)
                    .containsExactlyInAnyOrder(
                            tuple(one.pid(), "salt"), tuple(two.pid(), "pepper"));
            assertThat(locks.silent()).isEmpty();
            Deadlock.Wait victim =
                    deadlock.waits().stream()
                            .filter(each -> each.pid() == two.pid())
                            .findFirst()
                            .orElseThrow();
            assertThat(deadlock.end(victim)).isTrue();
            one.join();
            two.join();
            assertThat(one.exitCode()).hasValue(0);
            assertThat(two.exitCode()).hasValue(0);
            assertThat(Deadlocks.find()).isEmpty();
        }
    }

    @Test
    void S4_threadsOfOneProcess_alsoVirtualOnes() throws Exception {
        try (ProcessLock salt = ProcessLock.create("salt");
                ProcessLock pepper = ProcessLock.create("pepper");
                ProcessEvent hasSalt = ProcessEvent.create();
                ProcessEvent hasPepper = ProcessEvent.create()) {
            var refused = new AtomicReference<Throwable>();
            Thread one = new Thread(() -> run(refused, salt, hasSalt, hasPepper, pepper), "one");
            Thread two =
                    Thread.ofVirtual()
                            .name("two")
                            .unstarted(() -> run(refused, pepper, hasPepper, hasSalt, salt));
            one.start();
            two.start();
            Deadlock deadlock = awaitDeadlocks().getFirst();
            assertThat(deadlock.waits())
                    .extracting(Deadlock.Wait::thread)
                    .containsExactlyInAnyOrder("one", "two");
            assertThat(deadlock.end(deadlock.waits().getFirst())).isTrue();
            one.join();
            two.join();
            assertThat(refused.get()).isInstanceOf(DeadlockException.class);
        }
    }

    private static void run(
            AtomicReference<Throwable> refused,
            ProcessLock first,
            ProcessEvent firstIsHad,
            ProcessEvent secondIsHad,
            ProcessLock second) {
        try {
            cross(first, firstIsHad, secondIsHad, second);
        } catch (DeadlockException | InterruptedException thrown) {
            refused.set(thrown);
        }
    }

    @Test
    void S4_noCircle_nothingIsReported() throws Exception {
        try (ProcessLock lock = ProcessLock.create();
                ProcessEvent begun = ProcessEvent.create()) {
            lock.lock();
            try (JavaProcess waiting =
                    JavaProcess.start(() -> {
                        begun.set();
                        lock.lock();
                        new CountDownLatch(1).await();
                    })) {
                assertThat(begun.await(LONG)).isTrue();
                assertThat(Deadlocks.find()).isEmpty();
                waiting.kill();
            }
            lock.unlock();
        }
    }
}
