package dev.procession.manager;

import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;

/**
 * A semaphore that lies in a manager, and that threads of all processes of the session can use.
 *
 * {@snippet :
 * ManagedSemaphore connections = manager.boundedSemaphore(4);
 * pool.map(page -> {
 *     connections.acquire();
 *     try {
 *         return fetch(page);
 *     } finally {
 *         connections.release();
 *     }
 * }, pages);
 * }
 *
 * <p>Any thread may release; one that is bounded refuses more than it had at first. It is not fair.
 *
 * <p><b>Blocking.</b> To acquire waits until there are enough permits; a virtual thread leaves its
 * carrier to others.
 *
 * <p><b>If a peer dies.</b> One that waits takes nothing with it. Permits that it had acquired are
 * not released in its place, because nobody can know whose they are. As for the manager's own end
 * see {@link ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @apiNote Python's {@code Manager().Semaphore()} and {@code BoundedSemaphore()}. {@code
 *     ProcessSemaphore} is faster.
 * @since 0.1
 */
public final class ManagedSemaphore extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient SemaphoreOps ops;

    ManagedSemaphore(SemaphoreOps ops) {
        super(ops);
        this.ops = ops;
    }

    private static int requirePermits(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must be >= 0: permits=" + permits);
        }
        return permits;
    }

    /**
     * Acquires a permit, waiting as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Acquires permits, all at once, waiting as long as that takes.
     *
     * @param permits how many, at least 0
     * @throws InterruptedException if the thread is interrupted
     */
    public void acquire(int permits) throws InterruptedException {
        take(permits, Long.MAX_VALUE);
    }

    /** Acquires a permit, waiting as long as that takes; an interruption is left for later. */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Acquires permits, all at once, waiting as long as that takes; an interruption is left for
     * later.
     *
     * @param permits how many, at least 0
     */
    public void acquireUninterruptibly(int permits) {
        if (!tryAcquire(permits)) {
            ops.acquireUninterruptibly(permits);
        }
    }

    /**
     * Acquires a permit if there is one.
     *
     * @return whether there was
     */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Acquires permits, all at once, if there are enough.
     *
     * @param permits how many, at least 0
     * @return whether there were
     */
    public boolean tryAcquire(int permits) {
        return ops.tryAcquire(requirePermits(permits));
    }

    /**
     * Acquires a permit, waiting up to a time.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether there was one in time
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /**
     * Acquires permits, all at once, waiting up to a time.
     *
     * @param permits how many, at least 0
     * @param timeout how long at most; zero or less does not wait
     * @return whether there were enough in time
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        return take(permits, Times.nanos(timeout));
    }

    private boolean take(int permits, long nanos) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        return tryAcquire(permits) || (nanos > 0 && ops.acquire(permits, nanos));
    }

    /**
     * Releases a permit.
     *
     * @throws IllegalStateException if it is bounded and has all its permits
     */
    public void release() {
        release(1);
    }

    /**
     * Releases permits.
     *
     * @param permits how many, at least 0
     * @throws IllegalStateException if there would be more than it is bounded to
     */
    public void release(int permits) {
        ops.release(requirePermits(permits));
    }

    /**
     * Returns how many permits there are.
     *
     * @return the number a moment ago
     */
    public int availablePermits() {
        return ops.availablePermits();
    }

    /**
     * Acquires all permits that there are.
     *
     * @return how many
     */
    public int drainPermits() {
        return ops.drainPermits();
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedSemaphore((SemaphoreOps) ops);
        }
    }
}
