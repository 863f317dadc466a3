package dev.procession.examples;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread pays in, another draws out as much, from one account. Without a lock, updates get
 * lost: both read the balance, and who writes last wins (here always, for a barrier sees to it;
 * elsewhere now and then, which is worse). With a lock the account is empty again. (Two processes
 * have an account each: nothing to lock, and nothing shared.)
 */
public final class Balance {

    /** Odd, so that of two who write it in turns nobody comes to nothing. */
    private static final int ROUNDS = 10_001;

    private Balance() {}

    /** Reads and writes. */
    private static class Account {
        private final CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        long balance;

        void add(long amount) throws Exception {
            var before = balance;
            bothHaveRead.await();
            balance = before + amount;
        }
    }

    /** Reads and writes while nobody else does. */
    private static final class Guarded extends Account {
        private final Lock lock = new ReentrantLock();

        @Override
        void add(long amount) {
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
     * @throws Exception if interrupted while the threads work, or one of them fails
     */
    public static void main() throws Exception {
        System.out.println("without a lock: " + balanceAfterwards(new Account()));
        System.out.println("with a lock: " + balanceAfterwards(new Guarded()));
    }

    private static long balanceAfterwards(Account account) throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var in = threads.submit(() -> addAll(account, 1));
            var out = threads.submit(() -> addAll(account, -1));
            in.get();
            out.get();
        }
        return account.balance;
    }

    private static Account addAll(Account account, long amount) throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            account.add(amount);
        }
        return account;
    }
}
