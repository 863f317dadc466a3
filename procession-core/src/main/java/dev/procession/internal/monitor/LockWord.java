package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import java.util.function.BooleanSupplier;

/**
 * A lock in one word of shared memory, which the death of its owner does not keep locked.
 *
 * <pre>
 *   bit 31      W: somebody may sleep
 *   bits 0–30   number of the process that owns it (see Peers); 0: nobody does
 * </pre>
 *
 * <p><b>Lock</b>: (1) compare-and-set 0 to my number, done; (2) look for a moment whether it
 * becomes free; (3) again and again: if it is free, compare-and-set to my number, with W if it was
 * set or I have slept; if its owner's slot has another tenant, take over (below); set W if it is
 * not; sleep while the word is as it is; if nothing has changed after that and the owner is dead,
 * take over.
 *
 * <p><b>Take over</b>: compare-and-set from the dead owner's number to mine, with W. It compares
 * slot and generation, so whoever has that slot now is not robbed, and of several only one
 * succeeds.
 *
 * <p><b>Unlock</b>: (1) compare-and-set my number, without W, to 0, done; (2) otherwise W was set:
 * store W alone; (3) wake one sleeper; (4) if there was none, compare-and-set W to 0.
 *
 * <p><b>A death</b>
 *
 * <ul>
 *   <li>of the owner, before (1) or (2) of unlocking: the word names a dead process, and the next
 *       who looks takes over.
 *   <li>between (2) and (3): the word is W, free. Newcomers take it with W and wake a sleeper when
 *       they unlock; without newcomers the sleepers look when their slice is over.
 *   <li>of one who was woken, before he had it: the same.
 *   <li>of a sleeper: one wake in vain, after which (4) clears W.
 *   <li>of one who took over: his number is there, and he is dead: taken over again.
 * </ul>
 *
 * <p>Why W is set by who has slept: (4) of a slow unlocker may clear the W of the <i>next</i> one.
 * The sleeper woken by him would take the lock without W, and another sleeper would sleep a whole
 * slice. For the same reason one who has slept and leaves without the lock sets W first.
 *
 * <p>It knows processes and not threads: threads of one process contend for it like any others, and
 * who unlocks it has to know that his thread has it. Not fair: who comes may be faster than who is
 * woken.
 *
 * <p><b>Memory consistency</b>: what was done in shared memory before an unlock is seen after the
 * next lock, and so is what a dead owner did before his last access to the word.
 */
public final class LockWord {

    /** How it was had, or why not. */
    public enum Result {
        /** It is the caller's. */
        LOCKED,
        /** It is the caller's, whose predecessor has died in possession of it. */
        TAKEN_OVER,
        /** The time was over. */
        TIMED_OUT,
        /** The thread was interrupted, which it still is. */
        INTERRUPTED,
        /** The caller was told to give up. */
        REFUSED
    }

    private static final int W = 1 << 31;
    private static final int MOST_SPINS = 1000;
    private static final boolean MAY_SPIN = Runtime.getRuntime().availableProcessors() > 1;

    private final Words words;
    private final long offset;
    private final Peers peers;
    private final Parking parking;
    private final int self;

    /** What looking was good for lately; a lost update does no harm. */
    private int spins;

    public LockWord(Words words, long offset, Peers peers, Parking parking) {
        this.words = words;
        this.offset = offset;
        this.peers = peers;
        this.parking = parking;
        this.self = peers.self();
    }

    /** Locks it if it is free, or becomes so while one looks. */
    public boolean lockSoon() {
        return words.compareAndSetInt(offset, 0, self) || (MAY_SPIN && spin());
    }

    /** Locks it, however long that takes; an interruption is left for later. */
    public Result lock() {
        if (words.compareAndSetInt(offset, 0, self)) {
            return Result.LOCKED;
        }
        boolean interrupted = false;
        while (true) {
            Result result = lockContended(Long.MAX_VALUE, LockWord::never);
            if (result != Result.INTERRUPTED) {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return result;
            }
            interrupted = Thread.interrupted();
        }
    }

    /**
     * Locks it unless the thread is interrupted or the time is over.
     *
     * @param nanos how long at most; {@code Long.MAX_VALUE}: without end; 0 or less does not wait,
     *     but takes over from a dead owner
     */
    public Result lock(long nanos) {
        return lock(nanos, LockWord::never);
    }

    /**
     * As {@link #lock(long)}, unless the caller is told to give up.
     *
     * @param isRefused asked after each sleep, a slice at most
     */
    public Result lock(long nanos, BooleanSupplier isRefused) {
        if (words.compareAndSetInt(offset, 0, self)) {
            return Result.LOCKED;
        }
        return lockContended(nanos, isRefused);
    }

    private Result lockContended(long nanos, BooleanSupplier isRefused) {
        if (MAY_SPIN && nanos > 0 && spin()) {
            return Result.LOCKED;
        }
        long end = nanos == Long.MAX_VALUE ? 0 : System.nanoTime() + Math.max(0, nanos);
        long left = nanos;
        int slept = 0;
        while (true) {
            int seen = words.getInt(offset);
            int owner = owner(seen);
            if (owner == 0) {
                if (words.compareAndSetInt(offset, seen, self | seen | slept)) {
                    return Result.LOCKED;
                }
            } else if (peers.isReplaced(owner) || (left <= 0 && peers.isDead(owner))) {
                if (words.compareAndSetInt(offset, seen, self | W)) {
                    return Result.TAKEN_OVER;
                }
            } else if (left <= 0) {
                return leave(slept, Result.TIMED_OUT);
            } else if (Thread.currentThread().isInterrupted()) {
                return leave(slept, Result.INTERRUPTED);
            } else if (slept != 0 && isRefused.getAsBoolean()) {
                return leave(slept, Result.REFUSED);
            } else if ((seen & W) != 0 || words.compareAndSetInt(offset, seen, seen | W)) {
                parking.sleep(words, offset, seen | W, left);
                slept = W;
                if (words.getInt(offset) == (seen | W)
                        && peers.isDead(owner)
                        && words.compareAndSetInt(offset, seen | W, self | W)) {
                    return Result.TAKEN_OVER;
                }
                left = nanos == Long.MAX_VALUE ? nanos : end - System.nanoTime();
            }
        }
    }

    private static boolean never() {
        return false;
    }

    /**
     * One who may have been woken and leaves without it has somebody else woken: by its owner, who
     * may not know of sleepers, or at once if there is none.
     */
    private Result leave(int slept, Result why) {
        if (slept == 0) {
            return why;
        }
        int seen = words.getInt(offset);
        while (owner(seen) != 0
                && (seen & W) == 0
                && !words.compareAndSetInt(offset, seen, seen | W)) {
            seen = words.getInt(offset);
        }
        if (owner(seen) == 0) {
            parking.wake(words, offset, 1);
        }
        return why;
    }

    private boolean spin() {
        int limit = Math.min(MOST_SPINS, 2 * spins + 10);
        for (int turn = 0; turn < limit; turn++) {
            Thread.onSpinWait();
            int seen = words.getInt(offset);
            if (owner(seen) == 0 && words.compareAndSetInt(offset, seen, self | seen)) {
                spins += (turn - spins) / 8;
                return true;
            }
        }
        spins -= (spins + 7) / 8;
        return false;
    }

    /** Unlocks it; only by who has it. */
    public void unlock() {
        if (words.compareAndSetInt(offset, self, 0)) {
            return;
        }
        words.setInt(offset, W);
        if (parking.wake(words, offset, 1) == 0) {
            words.compareAndSetInt(offset, W, 0);
        }
    }

    /** Returns the number of the process that has it; 0 if nobody does. */
    public int owner() {
        return owner(words.getInt(offset));
    }

    private static int owner(int word) {
        return word & ~W;
    }
}
