package dev.procession.sync;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A lock that at most one thread of all processes of the session has.
 *
 * {@snippet :
 * ProcessLock lock = ProcessLock.create("ledger");
 * pool.map(entry -> {
 *     try (var held = lock.hold(Duration.ofSeconds(2))) {
 *         if (held.ownerDied()) {
 *             restore(ledger);
 *             held.repair();
 *         }
 *         return book(ledger, entry);
 *     }
 * }, entries);
 * }
 *
 * <p>It belongs to a thread: no other can unlock it. A thread may lock it more than once, and has
 * to unlock it as often; of one made by {@link #createNonReentrant} the second attempt is a {@link
 * DeadlockException} and not a wait for oneself. It is not fair: who comes may be faster than who
 * waits.
 *
 * <p><b>If a peer dies.</b> If a process ends while one of its threads has the lock, what it
 * protects may be half changed. The lock is free within a fifth of a second, and is
 * <i>abandoned</i>: {@link #lock} and its like throw {@link OwnerDiedException} and {@link
 * #hold(Duration)} gives it to a caller who is told so, until one of these has said {@link
 * Held#repair}. The same happens if a thread ends without unlocking while its process lives on;
 * only while that process is stopped nobody is told. A process that dies while it waits leaves
 * nothing behind.
 *
 * <p><b>Blocking.</b> Who waits for long sleeps in the kernel; a virtual thread leaves its carrier
 * to others.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.sync the package}.
 *
 * @apiNote Python's {@code multiprocessing.RLock}, and {@code Lock} for one that is not reentrant.
 *     Those stay locked for ever if a process dies with them, or a thread ends.
 * @since 0.1
 */
public final class ProcessLock extends Handle implements Lock {

    private static final int KIND = 0x6b636f4c;

    @Serial private static final long serialVersionUID = 1L;

    private final transient OwnedLock state;

    private ProcessLock(Block block) {
        super(block, "the lock " + LockLayout.name(block.words()));
        this.state = new OwnedLock(ref(), words(), this::requireOpen, OwnedLock::atOnce);
    }

    /**
     * Makes a lock that a thread may have more than once.
     *
     * @return the lock, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessLock create() {
        return create("lock");
    }

    /**
     * Makes a lock that a thread may have more than once.
     *
     * @param name what messages and reports call it, 1 to 80 bytes in UTF-8; need not be unique
     * @return the lock, which lives until this process closes it
     * @throws IllegalArgumentException if the name is empty or too long
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessLock create(String name) {
        return make(name, true);
    }

    /**
     * Makes a lock that a thread cannot have more than once.
     *
     * @param name as of {@link #create(String)}
     * @return the lock, which lives until this process closes it
     * @throws IllegalArgumentException if the name is empty or too long
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessLock createNonReentrant(String name) {
        return make(name, false);
    }

    private static ProcessLock make(String name, boolean isReentrant) {
        byte[] bytes = LockLayout.requireName(name);
        try {
            return new ProcessLock(
                    Block.create(
                            KIND,
                            LockLayout.BYTES,
                            words -> LockLayout.setUp(words, bytes, isReentrant)));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a lock could not be made", noMemory);
        }
    }

    // ---- locking -----------------------------------------------------------------------------

    /**
     * Locks it, waiting as long as that takes; not interruptible.
     *
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     * @throws IllegalStateException if it was closed
     */
    @Override
    public void lock() {
        state.lock();
    }

    /**
     * Locks it, waiting as long as that takes.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     * @throws IllegalStateException if it was closed
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (!state.tryLock(Waits.FOR_EVER)) {
            throw new AssertionError("there was no time limit");
        }
    }

    /**
     * Locks it if that is possible at once.
     *
     * @return whether the caller has it now
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws IllegalStateException if it was closed
     */
    @Override
    public boolean tryLock() {
        return state.tryLock();
    }

    /**
     * Locks it, waiting up to a time.
     *
     * @param time how long at most; zero or less does not wait
     * @param unit of the time
     * @return whether the caller has it now
     * @throws InterruptedException if the thread is interrupted
     * @throws OwnerDiedException if it is abandoned; the caller does not have it then
     * @throws DeadlockException if it is not reentrant and the caller has it
     * @throws IllegalStateException if it was closed
     */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return state.tryLock(unit.toNanos(time));
    }

    /**
     * Locks it for a scope, waiting up to a time.
     *
     * <p>One that is abandoned is given, too; {@link Held#ownerDied} tells, and has to be asked.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return the possession of it, which its {@code close} ends
     * @throws LockTimeoutException if the time was over; it names who has the lock
     * @throws InterruptedException if the thread is interrupted
     * @throws DeadlockException if it is not reentrant and the caller has it
     * @throws IllegalStateException if it was closed
     */
    public Held hold(Duration timeout) throws LockTimeoutException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return state.hold(timeout);
    }

    /**
     * Gives it back.
     *
     * @throws IllegalMonitorStateException if the calling thread does not have it
     */
    @Override
    public void unlock() {
        state.unlock();
    }

    OwnedLock state() {
        return state;
    }

    /**
     * Makes a condition of this lock.
     *
     * @return the condition, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    @Override
    public ProcessCondition newCondition() {
        return ProcessCondition.of(this);
    }

    // ---- looking at it -----------------------------------------------------------------------

    /**
     * Returns what messages call it.
     *
     * @return the name it was made with
     */
    public String name() {
        return state.name();
    }

    /**
     * Tells whether the calling thread has it.
     *
     * @return whether it has
     */
    public boolean isHeldByCurrentThread() {
        return state.isHeldByCurrentThread();
    }

    /**
     * Returns who has it.
     *
     * @return the owner a moment ago; empty if nobody had it
     */
    public Optional<LockOwner> owner() {
        return state.owner();
    }

    /**
     * Asks the process that has it where its owner is: which frames its stack has.
     *
     * <p><b>Blocking.</b> Up to ten seconds, if that process is stopped.
     *
     * @return the frames, the innermost first; empty if nobody has the lock, or the process does
     *     not answer
     * @throws IOException if that process cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<List<String>> ownerStack() throws IOException, InterruptedException {
        return state.ownerStack();
    }

    @Override
    public String toString() {
        return "ProcessLock[" + state.describe() + "]";
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended;
     * otherwise this does nothing. Who has it may still give it back. Idempotent.
     */
    @Override
    public void close() {
        super.close();
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessLock(attach(ref, KIND, "the lock"));
        }
    }
}
