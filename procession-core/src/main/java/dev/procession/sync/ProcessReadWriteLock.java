package dev.procession.sync;

import dev.procession.OwnerDiedException;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that many threads of all processes of the session have to read, or one to write.
 *
 * {@snippet :
 * ProcessReadWriteLock lock = ProcessReadWriteLock.create("prices");
 * lock.readLock().lock();
 * try {
 *     return prices.get(item);
 * } finally {
 *     lock.readLock().unlock();
 * }
 * }
 *
 * <p>Who waits to write goes before those who come later to read. A thread may have each of the two
 * more than once, may read while it writes, and go on reading when it has given back the write. Who
 * reads and wants to write has to give back the read first: the attempt is an {@code
 * IllegalStateException}, and not a wait for oneself.
 *
 * <p><b>If a peer dies.</b> Reads of a dead process, and of a thread that has ended, are over
 * within a fifth of a second. If one dies or ends while it writes, the lock is abandoned: to read
 * or to write is an {@link OwnerDiedException}, until somebody has it by {@link WriteLock#hold} and
 * says {@link Held#repair}.
 *
 * <p><b>Memory consistency.</b> Actions before giving back a write <i>happen-before</i> actions
 * after the next read or write is had, and those before giving back a read before the next write;
 * see {@linkplain dev.procession.sync the package}.
 *
 * @apiNote Python has none.
 * @since 0.1
 */
public final class ProcessReadWriteLock extends Handle implements ReadWriteLock {

    /*
     * To write: lock WORD, so that no read can begin; wait until no living process reads; write down who writes.
     * To read: lock WORD, count the read, unlock WORD. A reader that dies in between had nothing but WORD, and
     * HOLDER is empty: whoever takes over knows that nothing was changed.
     *
     *    0  as LockLayout
     *  128  EVENT  int   rung when a process has no more reads
     *  192  see ReadCounts
     */
    private static final int KIND = 0x6b635752;
    private static final int EVENT = LockLayout.BYTES;
    private static final int READS = LockLayout.BYTES + 64;
    private static final int BYTES = READS + ReadCounts.BYTES;

    @Serial private static final long serialVersionUID = 1L;

    private final transient ReadCounts reads;
    private final transient EventWord event;
    private final transient OwnedLock state;
    private final transient ReadLock readLock = new ReadLock();
    private final transient WriteLock writeLock = new WriteLock();
    private final transient Runnable endOfRead = this::endRead;

    private ProcessReadWriteLock(Block block) {
        super(block, "the lock " + LockLayout.name(block.words()));
        this.reads = new ReadCounts(words(), READS, Peers.current());
        this.event = new EventWord(words(), EVENT, Parking.current());
        this.state = new OwnedLock(ref(), words(), this::requireOpen, this::awaitReaders);
    }

    /**
     * Makes a lock.
     *
     * @param name what messages and reports call it, 1 to 80 bytes in UTF-8; need not be unique
     * @return the lock, which lives until this process closes it
     * @throws IllegalArgumentException if the name is empty or too long
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessReadWriteLock create(String name) {
        byte[] bytes = LockLayout.requireName(name);
        try {
            return new ProcessReadWriteLock(
                    Block.create(KIND, BYTES, words -> LockLayout.setUp(words, bytes, true)));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a lock could not be made", noMemory);
        }
    }

    /** With WORD locked: no read begins meanwhile. */
    private LockWord.Result awaitReaders(long nanos) {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        int reader = reads.nextReader(0);
        while (reader < Peers.SLOTS) {
            int prepared = event.prepare();
            reader = reads.nextReader(reader);
            if (reader < Peers.SLOTS) {
                if (left <= 0) {
                    EndedThreads.suspect(reads.peer(reader));
                    return LockWord.Result.TIMED_OUT;
                }
                event.sleep(prepared, left);
                if (!event.isRung(prepared)) {
                    EndedThreads.suspect(reads.peer(reader));
                }
                if (Thread.currentThread().isInterrupted()) {
                    return LockWord.Result.INTERRUPTED;
                }
                left = nanos == Waits.FOR_EVER ? nanos : end - System.nanoTime();
            }
        }
        return LockWord.Result.LOCKED;
    }

    /** For the thread that reads, or one that has ended. */
    private void endRead() {
        if (reads.end()) {
            event.ring();
        }
    }

    @Override
    public ReadLock readLock() {
        return readLock;
    }

    @Override
    public WriteLock writeLock() {
        return writeLock;
    }

    /**
     * Returns what messages call it.
     *
     * @return the name it was made with
     */
    public String name() {
        return state.name();
    }

    @Override
    public String toString() {
        return "ProcessReadWriteLock[" + state.describe() + "]";
    }

    /**
     * To read.
     *
     * @since 0.1
     */
    public final class ReadLock implements Lock {

        private ReadLock() {}

        /**
         * Has it, waiting as long as somebody writes or waits to.
         *
         * @throws OwnerDiedException if the lock is abandoned
         * @throws IllegalStateException if it was closed
         */
        @Override
        public void lock() {
            if (!readAgain()) {
                state.passUninterruptibly(reads::begin);
                OwnReads.begin(ref(), endOfRead);
            }
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            if (!tryLockFor(Waits.FOR_EVER)) {
                throw new AssertionError("there was no time limit");
            }
        }

        @Override
        public boolean tryLock() {
            boolean interrupted = Thread.interrupted();
            try {
                return tryLockFor(0);
            } catch (InterruptedException justNow) {
                interrupted = true;
                return false;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return tryLockFor(unit.toNanos(time));
        }

        private boolean tryLockFor(long nanos) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (readAgain()) {
                return true;
            }
            boolean isHad = state.pass(nanos, reads::begin);
            if (isHad) {
                OwnReads.begin(ref(), endOfRead);
            }
            return isHad;
        }

        /** A thread that reads already, or writes, does not wait for who waits for it. */
        private boolean readAgain() {
            if (OwnReads.count(ref()) == 0 && !state.isHeldByCurrentThread()) {
                requireOpen();
                return false;
            }
            reads.begin();
            OwnReads.begin(ref(), endOfRead);
            return true;
        }

        /**
         * Gives it back once.
         *
         * @throws IllegalMonitorStateException if the calling thread does not have it
         */
        @Override
        public void unlock() {
            if (OwnReads.count(ref()) == 0) {
                throw new IllegalMonitorStateException(
                        "[lock " + name() + "] only a thread that reads may end its read");
            }
            OwnReads.end(ref());
        }

        /**
         * Not supported, as of every read lock.
         *
         * @throws UnsupportedOperationException always
         */
        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("a read lock has no conditions");
        }

        @Override
        public String toString() {
            return "ReadLock[" + state.describe() + "]";
        }
    }

    /**
     * To write.
     *
     * @since 0.1
     */
    public final class WriteLock implements Lock {

        private WriteLock() {}

        /**
         * Has it, waiting until nobody reads or writes.
         *
         * @throws OwnerDiedException if the lock is abandoned; the caller does not have it then
         * @throws IllegalStateException if the calling thread reads, or the lock was closed
         */
        @Override
        public void lock() {
            requireNoRead();
            state.lock();
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            requireNoRead();
            if (!state.tryLock(Waits.FOR_EVER)) {
                throw new AssertionError("there was no time limit");
            }
        }

        @Override
        public boolean tryLock() {
            requireNoRead();
            return state.tryLock();
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            requireNoRead();
            return state.tryLock(unit.toNanos(time));
        }

        /**
         * Has it for a scope, waiting up to a time; as {@link ProcessLock#hold}.
         *
         * @param timeout how long at most; zero or less does not wait
         * @return the possession of it, which its {@code close} ends
         * @throws LockTimeoutException if the time was over; it names who writes, if somebody does
         * @throws InterruptedException if the thread is interrupted
         * @throws IllegalStateException if the calling thread reads, or the lock was closed
         */
        public Held hold(Duration timeout) throws LockTimeoutException, InterruptedException {
            requireNoRead();
            return state.hold(timeout);
        }

        private void requireNoRead() {
            if (!state.isHeldByCurrentThread() && OwnReads.count(ref()) > 0) {
                throw new IllegalStateException(
                        "[lock "
                                + name()
                                + "] this thread reads, and would wait for itself: give back the"
                                + " read before you write");
            }
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

        /**
         * Not supported.
         *
         * @throws UnsupportedOperationException always: use the condition of a {@link ProcessLock}
         */
        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException(
                    "a read-write lock has no conditions: use one of a ProcessLock");
        }

        /**
         * Tells whether the calling thread has it.
         *
         * @return whether it has
         */
        public boolean isHeldByCurrentThread() {
            return state.isHeldByCurrentThread();
        }

        @Override
        public String toString() {
            return "WriteLock[" + state.describe() + "]";
        }
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
            return new ProcessReadWriteLock(attach(ref, KIND, "the lock"));
        }
    }
}
