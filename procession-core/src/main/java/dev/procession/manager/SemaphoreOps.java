package dev.procession.manager;

/** What a semaphore in a manager does. */
interface SemaphoreOps {

    @Brief
    boolean tryAcquire(int permits);

    boolean acquire(int permits, long nanos) throws InterruptedException;

    void acquireUninterruptibly(int permits);

    @Brief
    void release(int permits);

    @Brief
    int availablePermits();

    @Brief
    int drainPermits();
}
