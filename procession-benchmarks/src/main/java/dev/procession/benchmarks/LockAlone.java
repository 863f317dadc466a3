package dev.procession.benchmarks;

import java.util.concurrent.locks.Lock;

/** A lock that nobody else wants: locked and unlocked by one thread, in nanoseconds. */
final class LockAlone implements Contestant {

    private final Lock lock;
    private final int count;
    private final Runnable closing;

    /**
     * Measures a lock.
     *
     * @param lock which
     * @param closing ends it
     * @param count how often it is locked in a round
     */
    LockAlone(Lock lock, Runnable closing, int count) {
        this.lock = lock;
        this.closing = closing;
        this.count = count;
    }

    @Override
    @SuppressWarnings("LockNotBeforeTry") // nothing can go wrong in between
    public double[] round() {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            lock.lock();
            lock.unlock();
        }
        return new double[] {(double) (System.nanoTime() - start) / count};
    }

    @Override
    public void close() {
        closing.run();
    }
}
