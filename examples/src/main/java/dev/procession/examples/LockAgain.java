package dev.procession.examples;

import dev.procession.DeadlockException;
import dev.procession.sync.ProcessLock;

/**
 * A thread that locks what it has already. A re-entrant lock counts: it is free when it was given
 * back as often. One that is not would wait for itself for ever; here that is found and said.
 */
public final class LockAgain {

    private LockAgain() {}

    private static int depth(ProcessLock lock, int rest) {
        lock.lock();
        try {
            return rest == 0 ? 1 : 1 + depth(lock, rest - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Runs the program. */
    public static void main() {
        try (var counting = ProcessLock.create("counting");
                var simple = ProcessLock.createNonReentrant("simple")) {
            System.out.println("had " + depth(counting, 4) + " times");
            System.out.println("still had: " + counting.isHeldByCurrentThread());
            try {
                System.out.println("had " + depth(simple, 1) + " times");
            } catch (DeadlockException itself) {
                System.out.println("refused: " + itself.getMessage());
            }
            System.out.println("still had: " + simple.isHeldByCurrentThread());
        }
    }
}
