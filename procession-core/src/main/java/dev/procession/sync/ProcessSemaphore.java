package dev.procession.sync;

import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * A number of permits that threads of any process take and give back: who wants more than there are
 * waits.
 *
 * {@snippet :
 * try (ProcessSemaphore connections = ProcessSemaphore.bounded(4);
 *         ProcessPool pool = ProcessPool.of(16)) {
 *     pool.map(
 *             url -> {
 *                 connections.acquire();
 *                 try {
 *                     return load(url);
 *                 } finally {
 *                     connections.release();
 *                 }
 *             },
 *             urls);
 * }
 * }
 *
 * <p>A permit belongs to nobody: one process may release what another has acquired, and a semaphore
 * made by {@link #create} without any permits can tell others how often something has happened. One
 * made by {@link #bounded} refuses to have more permits than it began with.
 *
 * <p>It is not fair: who comes may be faster than who waits, and who wants many permits at once
 * waits until there happen to be so many.
 *
 * <p><b>Blocking.</b> {@code acquire} waits in the kernel; virtual threads wait without their
 * carrier. {@code release} never blocks.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.sync the package}.
 *
 * <p><b>If a peer dies.</b> One that waits leaves nothing behind: a release wakes all who wait, so
 * that the dead cannot keep a wake-up from the living. One that dies while it releases has released
 * or has not; if it has, somebody who waits goes on within a twentieth of a second. Permits that
 * the dead had acquired are <i>not</i> given back, since nobody knows who has them; for something
 * that has an owner, use a lock.
 *
 * @apiNote Python's {@code multiprocessing.Semaphore} and {@code BoundedSemaphore}
 * @see java.util.concurrent.Semaphore
 * @since 0.1
 */
public final class ProcessSemaphore extends Handle {

    /*
     *   8  PERMITS  int   how many there are to take; changed by compare-and-set alone
     *  12  EVENT    int   rung when there are more
     *  16  LIMIT    int   how many there can be; never changes
     *
     * Each change is one instruction, so a death before it leaves the old number, and one after it
     * the new one. Who dies between a release and the ring leaves sleepers who look again when
     * their slice is over.
     */
    private static final int KIND = 0x616d6553;
    private static final int PERMITS = 8;
    private static final int EVENT = 12;
    private static final int LIMIT = 16;
    private static final int BYTES = 20;

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventWord event;
    private final transient int limit;

    private ProcessSemaphore(Block block) {
        super(block, "the semaphore");
        this.event = new EventWord(words(), EVENT, Parking.current());
        this.limit = words().getInt(LIMIT);
    }

    /**
     * Makes a semaphore that can have any number of permits.
     *
     * @param permits how many it begins with, 0 or more
     * @return the semaphore, which lives until this process closes it
     * @throws IllegalArgumentException if {@code permits} is negative
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessSemaphore create(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "a semaphore begins with 0 permits or more: permits=" + permits);
        }
        return create(permits, Integer.MAX_VALUE);
    }

    /**
     * Makes a semaphore that never has more permits than it begins with.
     *
     * @param permits how many, 1 or more
     * @return the semaphore, which lives until this process closes it
     * @throws IllegalArgumentException if {@code permits} is less than 1
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessSemaphore bounded(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "a bounded semaphore has 1 permit or more: permits=" + permits);
        }
        return create(permits, permits);
    }

    private static ProcessSemaphore create(int permits, int limit) {
        try {
            return new ProcessSemaphore(
                    Block.create(
                            KIND,
                            BYTES,
                            words -> {
                                words.setInt(PERMITS, permits);
                                words.setInt(LIMIT, limit);
                            }));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a semaphore could not be made", noMemory);
        }
    }

    /**
     * Takes a permit, waiting until there is one.
     *
     * @throws InterruptedException if the thread is interrupted; then it has taken none
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes permits, waiting until there are enough to take all of them at once.
     *
     * @param permits how many, 0 or more
     * @throws InterruptedException if the thread is interrupted; then it has taken none
     * @throws IllegalArgumentException if {@code permits} is negative, or more than a bounded
     *     semaphore ever has
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void acquire(int permits) throws InterruptedException {
        requirePossible(permits);
        Waits.await(event, () -> take(permits), Waits.FOR_EVER);
    }

    /**
     * Takes a permit, waiting until there is one, even if the thread is interrupted, which it still
     * is afterwards.
     *
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Takes permits, waiting until there are enough to take all of them at once, even if the thread
     * is interrupted, which it still is afterwards.
     *
     * @param permits how many, 0 or more
     * @throws IllegalArgumentException if {@code permits} is negative, or more than a bounded
     *     semaphore ever has
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void acquireUninterruptibly(int permits) {
        requirePossible(permits);
        Waits.awaitUninterruptibly(event, () -> take(permits));
    }

    /**
     * Takes a permit if there is one; never waits.
     *
     * @return whether it has
     * @throws IllegalStateException if it was closed
     */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if there are enough to take all of them; never waits.
     *
     * @param permits how many, 0 or more
     * @return whether it has
     * @throws IllegalArgumentException if {@code permits} is negative, or more than a bounded
     *     semaphore ever has
     * @throws IllegalStateException if it was closed
     */
    public boolean tryAcquire(int permits) {
        requirePossible(permits);
        return take(permits);
    }

    /**
     * Takes a permit, waiting for some time until there is one.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether it has; {@code false} if the time was over before
     * @throws InterruptedException if the thread is interrupted; then it has taken none
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /**
     * Takes permits, waiting for some time until there are enough to take all of them at once.
     *
     * @param permits how many, 0 or more
     * @param timeout how long at most; zero or less does not wait
     * @return whether it has; {@code false} if the time was over before, and it has taken none
     * @throws InterruptedException if the thread is interrupted; then it has taken none
     * @throws IllegalArgumentException if {@code permits} is negative, or more than a bounded
     *     semaphore ever has
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        requirePossible(permits);
        return Waits.await(event, () -> take(permits), Waits.nanos(timeout));
    }

    private void requirePossible(int permits) {
        requireNotNegative(permits);
        if (permits > limit) {
            throw new IllegalArgumentException(
                    "more permits than this semaphore ever has: permits="
                            + permits
                            + ", limit="
                            + limit);
        }
    }

    private static void requireNotNegative(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "the number of permits must not be negative: permits=" + permits);
        }
    }

    private boolean take(int wanted) {
        requireOpen();
        int there = words().getInt(PERMITS);
        while (there >= wanted) {
            if (words().compareAndSetInt(PERMITS, there, there - wanted)) {
                return true;
            }
            there = words().getInt(PERMITS);
        }
        return false;
    }

    /**
     * Gives a permit back, or adds one. Never blocks.
     *
     * @throws IllegalStateException if there would be more permits than the semaphore can have, or
     *     if it was closed
     */
    public void release() {
        release(1);
    }

    /**
     * Gives permits back, or adds some. Never blocks.
     *
     * @param permits how many, 0 or more
     * @throws IllegalArgumentException if {@code permits} is negative
     * @throws IllegalStateException if there would be more permits than the semaphore can have, and
     *     none were given back; or if it was closed
     */
    public void release(int permits) {
        requireNotNegative(permits);
        requireOpen();
        int there = words().getInt(PERMITS);
        requireRoom(there, permits);
        while (!words().compareAndSetInt(PERMITS, there, there + permits)) {
            there = words().getInt(PERMITS);
            requireRoom(there, permits);
        }
        event.ring();
    }

    private void requireRoom(int there, int permits) {
        if (permits > limit - there) {
            throw new IllegalStateException(
                    "released more often than acquired: limit="
                            + limit
                            + ", available="
                            + there
                            + ", released="
                            + permits);
        }
    }

    /**
     * Tells how many permits there are.
     *
     * @return how many there were, a moment ago
     * @throws IllegalStateException if it was closed
     */
    public int availablePermits() {
        requireOpen();
        return words().getInt(PERMITS);
    }

    /**
     * Takes all permits that there are; never waits.
     *
     * @return how many it has taken, perhaps 0
     * @throws IllegalStateException if it was closed
     */
    public int drainPermits() {
        requireOpen();
        int there = words().getInt(PERMITS);
        while (!words().compareAndSetInt(PERMITS, there, 0)) {
            there = words().getInt(PERMITS);
        }
        return there;
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; who
     * waits gets an {@code IllegalStateException}. Otherwise this does nothing. Idempotent.
     */
    @Override
    public void close() {
        super.close();
        event.ring();
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessSemaphore(attach(ref, KIND, "the semaphore"));
        }
    }
}
