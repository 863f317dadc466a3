package dev.procession.manager;

/** What a semaphore in a manager does. */
interface SemaphoreOps {

    @Brief
    @Undo("release")
    boolean tryAcquire(int permits);

    @Undo("release")
    boolean acquire(int permits, long nanos) throws InterruptedException;

    @Undo("release")
    void acquireUninterruptibly(int permits);

    @Brief
    void release(int permits);

    @Brief
    int availablePermits();

    @Brief
    int drainPermits();
}
