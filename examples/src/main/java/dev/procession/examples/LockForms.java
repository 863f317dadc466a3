package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.sync.LockTimeoutException;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLock;
import java.time.Duration;

/**
 * Three ways to use a lock: with {@code try} and {@code finally}, as a scope, and with a limit of
 * time, which says who has it. The lock is one for processes and threads; a {@code ReentrantLock}
 * of the JDK has the first form only.
 */
public final class LockForms {

    private LockForms() {}

    private static void keep(ProcessLock lock, ProcessEvent had, ProcessEvent enough)
            throws InterruptedException {
        lock.lock();
        try {
            had.set();
            enough.await();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs the program.
     *
     * @throws Exception if interrupted while it waits
     */
    public static void main() throws Exception {
        try (var lock = ProcessLock.create("printer");
                var had = ProcessEvent.create();
                var enough = ProcessEvent.create()) {
            try (var held = lock.hold(Duration.ofSeconds(1))) {
                System.out.println("in a scope, whose owner died before: " + held.ownerDied());
            }
            try (var other = JavaProcess.start(() -> keep(lock, had, enough))) {
                had.await();
                try (var _ = lock.hold(Duration.ofMillis(50))) {
                    System.out.println("in time, though the other process has it");
                } catch (LockTimeoutException late) {
                    System.out.println("not in time: " + late.getMessage());
                    System.out.println(
                            "it was " + (late.owner().orElseThrow().pid() == other.pid()));
                }
                enough.set();
                other.join();
            }
        }
    }
}
