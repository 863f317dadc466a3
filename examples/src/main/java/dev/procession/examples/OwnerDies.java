package dev.procession.examples;

import dev.procession.memory.SharedLong;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLock;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A process is killed while it has a lock and has changed one of two numbers that belong together.
 * The next one that takes the lock is told so, repairs, and goes on. In Python the lock stays
 * locked, and everybody waits for ever.
 */
public final class OwnerDies {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long ALL = 100;

    private OwnerDies() {}

    /** Two numbers whose sum is always the same, for who has the lock. */
    private record Accounts(ProcessLock lock, SharedLong left, SharedLong right)
            implements Serializable {

        void moveAndHang(ProcessEvent halfDone) throws InterruptedException {
            lock.lock();
            left.addAndGet(-10);
            halfDone.set();
            new CountDownLatch(1).await(); // here it is killed
        }

        void move() throws Exception {
            try (var held = lock.hold(LIMIT)) {
                if (held.ownerDied()) {
                    System.out.println("the owner died: " + this);
                    right.set(ALL - left.get());
                    held.repair();
                    System.out.println("repaired: " + this);
                }
                left.addAndGet(-10);
                right.addAndGet(10);
                System.out.println("moved: " + this);
            }
        }

        @Override
        public String toString() {
            return left.get() + " and " + right.get();
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var lock = ProcessLock.create("accounts");
                var left = SharedLong.create(ALL);
                var right = SharedLong.create();
                var halfDone = ProcessEvent.create()) {
            var accounts = new Accounts(lock, left, right);
            try (var unlucky = JavaProcess.start(accounts::moveAndHang, halfDone)) {
                halfDone.await();
                unlucky.kill();
                unlucky.join();
            }
            for (var next = 0; next < 2; next++) {
                try (var mover = JavaProcess.start(accounts::move)) {
                    mover.join();
                }
            }
        }
    }
}
