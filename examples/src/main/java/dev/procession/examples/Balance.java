package dev.procession.examples;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Two threads pay in and draw out the same amounts from one account. Without a lock, updates get
 * lost and the balance ends anywhere; with it the account is empty again. (Two processes have an
 * account each: nothing to lock, and nothing shared.)
 */
public final class Balance {

    private static final int ROUNDS = 1_000_000;

    private Balance() {}

    /** An account that is guarded if it was given a lock. */
    private static final class Account {
        private final @Nullable Lock lock;
        private long balance;

        Account(@Nullable Lock lock) {
            this.lock = lock;
        }

        void add(long amount) {
            if (lock == null) {
                balance += amount;
                return;
            }
            lock.lock();
            try {
                balance += amount;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the threads work
     */
    public static void main() throws InterruptedException {
        System.out.println("without a lock: " + balanceAfterwards(new Account(null)));
        System.out.println("with a lock: " + balanceAfterwards(new Account(new ReentrantLock())));
    }

    private static long balanceAfterwards(Account account) throws InterruptedException {
        Runnable payInAndDrawOut =
                () -> {
                    for (var round = 1; round <= ROUNDS; round++) {
                        account.add(round);
                        account.add(-round);
                    }
                };
        var first = Thread.ofPlatform().start(payInAndDrawOut);
        var second = Thread.ofPlatform().start(payInAndDrawOut);
        first.join();
        second.join();
        return account.balance;
    }
}
