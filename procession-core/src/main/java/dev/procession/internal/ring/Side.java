package dev.procession.internal.ring;

import dev.procession.Waitable;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.LockWord.Result;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;
import java.util.function.BooleanSupplier;

/** One side of a ring, that of who puts or of who takes: its lock, and how one waits there. */
public final class Side {

    /**
     * How long an operation that does not wait for elements or room waits for the lock. Who has it
     * copies one element, so it is stopped, or somebody has written nonsense into the word.
     */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final int MOST_SPINS = 300;
    private static final boolean MAY_SPIN = Runtime.getRuntime().availableProcessors() > 1;

    private final LockWord lock;
    private final EventWord event;
    private final Peers peers;
    private final Ring ring;
    private final BooleanSupplier isClosed;

    /** What looking was good for lately; a lost update does no harm. */
    private int spins;

    /**
     * Creates a side.
     *
     * @param words the queue's
     * @param lockOffset of its lock
     * @param eventOffset of the event that it waits for
     * @param peers who may have the lock
     * @param parking how it sleeps
     * @param ring whose side it is; once it is closed, nobody will unlock it perhaps
     */
    Side(Words words, long lockOffset, long eventOffset, Peers peers, Parking parking, Ring ring) {
        this.lock = new LockWord(words, lockOffset, peers, parking);
        this.event = new EventWord(words, eventOffset, parking);
        this.peers = peers;
        this.ring = ring;
        this.isClosed = ring::isClosed;
    }

    /** Locks it, whether the thread is interrupted or not. */
    public void lock() {
        boolean wasInterrupted = false;
        try {
            Result result = lock.lock(PATIENCE_NANOS, isClosed);
            while (result == Result.INTERRUPTED) {
                wasInterrupted |= Thread.interrupted();
                result = lock.lock(PATIENCE_NANOS, isClosed);
            }
            if (result == Result.TIMED_OUT) {
                throw held();
            }
            if (result == Result.REFUSED) {
                throw ring.closed();
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Locks it.
     *
     * @param nanos how long the whole operation may take; 0 or less: it does not wait
     * @param left how much of that is left
     * @return whether it is locked, {@code false} if the time is over
     */
    public boolean lock(long nanos, long left) throws InterruptedException {
        Result result = lock.lock(nanos > 0 ? left : PATIENCE_NANOS, isClosed);
        return switch (result) {
            case LOCKED, TAKEN_OVER -> true;
            case INTERRUPTED -> {
                Thread.interrupted();
                throw new InterruptedException();
            }
            case TIMED_OUT -> {
                if (nanos <= 0) {
                    throw held();
                }
                yield false;
            }
            case REFUSED -> throw ring.closed();
        };
    }

    /** Locks it if nobody has it, or a dead process has. */
    boolean tryLock() {
        Result result = lock.lock(0, isClosed);
        return result == Result.LOCKED || result == Result.TAKEN_OVER;
    }

    private IllegalStateException held() {
        return new IllegalStateException(
                ring.what()
                        + " is held for more than 10 s by a process that was stopped, or hangs: "
                        + peers.describe(lock.owner()));
    }

    public void unlock() {
        lock.unlock();
    }

    /**
     * Waits for the other side, until it has done something, the time is over, or for no reason.
     *
     * @param mustWait looks at the memory, without the lock; once it is false it has to stay so
     *     until this side does something, or the event has to be rung after that
     * @param left how long at most, more than 0
     */
    public void await(BooleanSupplier mustWait, long left) throws InterruptedException {
        if (MAY_SPIN && spin(mustWait)) {
            return;
        }
        int prepared = event.prepare();
        if (mustWait.getAsBoolean()) {
            event.sleep(prepared, left);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private boolean spin(BooleanSupplier mustWait) {
        int limit = Math.min(MOST_SPINS, 2 * spins + 10);
        for (int turn = 0; turn < limit; turn++) {
            Thread.onSpinWait();
            if (!mustWait.getAsBoolean()) {
                spins += (turn - spins) / 8;
                return true;
            }
        }
        spins -= (spins + 7) / 8;
        return false;
    }

    /** Has somebody told when the other side may have done something. */
    Waitable.Watch watch(Runnable wake) {
        return event.watch(wake);
    }

    /** Tells those who wait here that the other side has done something. */
    public void ring() {
        event.ring();
    }
}
