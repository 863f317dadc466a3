package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row M1: an owner is a process and a thread of it. */
class ManagedOwnersIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private static String unlocking(ManagedLock lock) {
        try {
            lock.unlock();
            return "unlocked";
        } catch (IllegalMonitorStateException refused) {
            return "refused";
        }
    }

    @Test
    void M1_lock_threadOfTheSameNumber_inAnotherProcess_isNotItsOwner() throws Exception {
        try (var manager = ProcessManager.start()) {
            ManagedLock lock = manager.reentrantLock();
            ManagedList<Object> told = manager.list();
            ManagedEvent isHeld = manager.event();
            ManagedEvent enough = manager.event();
            try (var owner =
                            JavaProcess.start(() -> {
                                told.add(Thread.currentThread().threadId());
                                lock.lock();
                                isHeld.set();
                                enough.await();
                                told.add(unlocking(lock));
                            });
                    var other =
                            JavaProcess.start(() -> {
                                isHeld.await();
                                told.add(Thread.currentThread().threadId());
                                told.add(lock.tryLock());
                                told.add(lock.isHeldByCurrentThread());
                                told.add(unlocking(lock));
                            })) {
                assertThat(other.join(LONG)).isTrue();
                enough.set();
                assertThat(owner.join(LONG)).isTrue();
            }
            Object number = told.getFirst();
            assertThat(List.copyOf(told))
                    .containsExactly(number, number, false, false, "refused", "unlocked");
        }
    }
}
