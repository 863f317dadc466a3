package dev.procession.examples;

import dev.procession.DeadlockException;
import dev.procession.process.JavaProcess;
import dev.procession.sync.Deadlocks;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessLock;

/**
 * Two processes take two locks in opposite order, and each waits for what the other one has. Nobody
 * in such a circle can find out by himself; {@link Deadlocks} asks all processes, and ends it by an
 * exception in one of them. (Who takes locks in the same order everywhere needs none of this.)
 */
public final class CrossedLocks {

    private CrossedLocks() {}

    private static void cross(ProcessLock first, ProcessLock second, ProcessBarrier bothHaveOne)
            throws Exception {
        first.lock();
        try {
            bothHaveOne.await();
            second.lock();
            try {
                System.out.println("has both locks");
            } finally {
                second.unlock();
            }
        } catch (DeadlockException chosen) {
            System.out.println("gives way");
        } finally {
            first.unlock();
        }
    }

    /**
     * Runs the program.
     *
     * @throws Exception if interrupted while it waits
     */
    public static void main() throws Exception {
        try (var fork = ProcessLock.create("fork");
                var knife = ProcessLock.create("knife");
                var barrier = ProcessBarrier.create(2);
                var one = JavaProcess.start(() -> cross(fork, knife, barrier));
                var two = JavaProcess.start(() -> cross(knife, fork, barrier))) {
            var found = Deadlocks.find();
            while (found.isEmpty()) { // the two are still starting
                found = Deadlocks.find();
            }
            var deadlock = found.getFirst();
            for (var wait : deadlock.waits()) {
                System.out.println(wait.process() + " waits for the " + wait.lock());
            }
            deadlock.end(deadlock.waits().getFirst());
            one.join();
            two.join();
        }
    }
}
