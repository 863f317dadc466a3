package dev.procession.sync;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SessionPeers;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Words;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A lock word with a thread that owns it, how often, since when, and who died with it; see {@link
 * LockLayout}.
 *
 * <p>A death after any step: before HOLDER is written the dead owner could not change what the lock
 * protects, so who takes over finds no HOLDER and is not told of a death. After that he finds it
 * and copies it to DEAD before anything else, and if he dies in between, the next one does. HOLDER
 * is cleared before the word is unlocked, when there is nothing left to change. If only the owner's
 * thread has ended, its process does the same for it: see {@link EndedThreads}.
 */
final class OwnedLock {

    private final BlockRef ref;
    private final Words words;
    private final SessionPeers peers = Peers.current();
    private final LockWord word;
    private final LockUse use;
    private final Runnable requireOpen;
    private final Entry entry;

    /** What more it takes to have the lock, with its word locked. */
    @FunctionalInterface
    interface Entry {
        /** Waits for that: {@code LOCKED}, or why not. */
        LockWord.Result await(long nanos);
    }

    OwnedLock(BlockRef ref, Words words, Runnable requireOpen, Entry entry) {
        this.ref = ref;
        this.words = words;
        this.word = new LockWord(words, LockLayout.WORD, peers, Parking.current());
        this.use = LockUse.of(ref, words);
        this.requireOpen = requireOpen;
        this.entry = entry;
        LockQuestions.open();
    }

    /** Nothing more. */
    static LockWord.Result atOnce(long nanos) {
        return LockWord.Result.LOCKED;
    }

    // ---- having it ---------------------------------------------------------------------------

    /** As {@link java.util.concurrent.locks.Lock#lock}, refusing one that is abandoned. */
    void lock() {
        if (!enterAgain()) {
            requireOpen.run();
            lockUninterruptibly(1);
            refuseAbandoned();
        }
    }

    /** As {@code Lock.tryLock}, refusing one that is abandoned. */
    boolean tryLock() {
        if (isHeldByCurrentThread()) {
            return isReentrant() && enterAgain();
        }
        requireOpen.run();
        return enter(word.lock(0), 0, this::keep) == LockWord.Result.LOCKED && isIntact();
    }

    /** As {@code Lock.tryLock} with a time limit, refusing one that is abandoned. */
    boolean tryLock(long nanos) throws InterruptedException {
        return hold(nanos) && isIntact();
    }

    /** Has it once more, whether it is abandoned or not; {@code false} if the time was over. */
    boolean hold(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (enterAgain()) {
            return true;
        }
        requireOpen.run();
        return isLocked(within(nanos, this::keep));
    }

    private static boolean isLocked(LockWord.Result result) throws InterruptedException {
        if (result == LockWord.Result.INTERRUPTED) {
            Thread.interrupted();
            throw new InterruptedException();
        }
        return result == LockWord.Result.LOCKED;
    }

    /** Has it for a scope. */
    Held hold(Duration timeout) throws LockTimeoutException, InterruptedException {
        if (hold(Waits.nanos(timeout))) {
            return new Held(this);
        }
        Optional<LockOwner> owner = owner();
        throw new LockTimeoutException(
                "[lock "
                        + name()
                        + "] was not to be had within "
                        + timeout.toMillis()
                        + " ms: "
                        + owner.map(each -> "held by " + each).orElse("just given back"),
                owner.orElse(null));
    }

    /** Has it as often as given, whether it is abandoned or not. */
    void lockUninterruptibly(int holds) {
        uninterruptibly(this::keep);
        words.setIntPlain(LockLayout.HOLDS, holds);
    }

    /**
     * Does something with the word locked, unless it is abandoned; {@code false}: the time was
     * over.
     */
    boolean pass(long nanos, Runnable inside) throws InterruptedException {
        return isLocked(within(nanos, left -> leave(inside)));
    }

    /** As {@link #pass}, however long that takes. */
    void passUninterruptibly(Runnable inside) {
        uninterruptibly(left -> leave(inside));
    }

    private LockWord.Result leave(Runnable inside) {
        OwnerDiedException refusal = isAbandoned() ? ownerDied() : null;
        if (refusal == null) {
            inside.run();
        }
        word.unlock();
        if (refusal != null) {
            throw refusal;
        }
        return LockWord.Result.LOCKED;
    }

    private void uninterruptibly(Entry how) {
        boolean interrupted = false;
        try {
            while (within(Waits.FOR_EVER, how) == LockWord.Result.INTERRUPTED) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private LockWord.Result within(long nanos, Entry how) {
        if (word.lockSoon()) {
            return enter(LockWord.Result.LOCKED, nanos, how);
        }
        long end = System.nanoTime() + nanos;
        noteOwner();
        try (LockUse.Wait wait = use.begin()) {
            LockWord.Result result = word.lock(nanos, () -> lookAtOwner() || wait.isRefused());
            if (result == LockWord.Result.REFUSED) {
                throw wait.refusal();
            }
            return enter(result, nanos == Waits.FOR_EVER ? nanos : end - System.nanoTime(), how);
        }
    }

    /**
     * Notes down when the owner was seen first: to look at a clock would take it longer than to
     * lock. Returns when that was.
     */
    private long noteOwner() {
        long since = words.getLong(LockLayout.SINCE);
        if (since != 0) {
            return since;
        }
        long now = System.currentTimeMillis();
        words.compareAndSetLong(LockLayout.SINCE, 0, now);
        return now;
    }

    /** Has an owner looked after that has had it for a while; {@code false}, there is no news. */
    private boolean lookAtOwner() {
        long since = noteOwner();
        long holder = words.getLong(LockLayout.HOLDER);
        if (holder != 0 && EndedThreads.isLongAgo(since)) {
            EndedThreads.suspect(LockLayout.peer(holder));
        }
        return false;
    }

    private LockWord.Result enter(LockWord.Result result, long nanos, Entry how) {
        if (result == LockWord.Result.TAKEN_OVER) {
            LockLayout.noteDeath(words);
        } else if (result != LockWord.Result.LOCKED) {
            // One who never waits for long has to find out, too.
            lookAtOwner();
            return result;
        }
        return how.await(nanos);
    }

    private LockWord.Result keep(long nanos) {
        LockWord.Result entered = entry.await(nanos);
        if (entered != LockWord.Result.LOCKED) {
            word.unlock();
            return entered;
        }
        use.entered();
        words.setIntPlain(LockLayout.HOLDS, 1);
        words.setLongPlain(LockLayout.SINCE, 0);
        words.setLongRelease(LockLayout.HOLDER, me());
        return LockWord.Result.LOCKED;
    }

    private boolean isReentrant() {
        return words.getIntPlain(LockLayout.REENTRANT) == 1;
    }

    /** Enters once more what the thread has; {@code false} if it has not. */
    private boolean enterAgain() {
        if (!isHeldByCurrentThread()) {
            return false;
        }
        if (!isReentrant()) {
            throw new DeadlockException(
                    "[lock " + name() + "] is not reentrant, and this thread has it already");
        }
        int holds = words.getIntPlain(LockLayout.HOLDS);
        if (holds == Integer.MAX_VALUE) {
            throw new IllegalStateException("[lock " + name() + "] was locked too often: " + holds);
        }
        words.setIntPlain(LockLayout.HOLDS, holds + 1);
        return true;
    }

    // ---- giving it back ----------------------------------------------------------------------

    /** Gives it back once. */
    void unlock() {
        requireHeld("unlock it");
        int holds = words.getIntPlain(LockLayout.HOLDS) - 1;
        words.setIntPlain(LockLayout.HOLDS, holds);
        if (holds == 0) {
            use.leaving();
            words.setLongPlain(LockLayout.HOLDER, 0);
            word.unlock();
        }
    }

    /** Gives it back however often the thread has it; returns how often. */
    int unlockWhole() {
        int holds = words.getIntPlain(LockLayout.HOLDS);
        words.setIntPlain(LockLayout.HOLDS, 1);
        unlock();
        return holds;
    }

    // ---- one that is abandoned ---------------------------------------------------------------

    boolean isAbandoned() {
        return words.getLongPlain(LockLayout.DEAD) != 0;
    }

    void repaired() {
        requireHeld("repair it");
        words.setLongPlain(LockLayout.DEAD, 0);
    }

    /** Gives it back and throws if it is abandoned; otherwise {@code true}. */
    private boolean isIntact() {
        refuseAbandoned();
        return true;
    }

    private void refuseAbandoned() {
        if (isAbandoned()) {
            OwnerDiedException refusal = ownerDied();
            unlock();
            throw refusal;
        }
    }

    OwnerDiedException ownerDied() {
        return new OwnerDiedException(
                "[lock "
                        + name()
                        + "] its owner died with it, and what it protects may be half changed: owner="
                        + LockLayout.describe(peers, words.getLongPlain(LockLayout.DEAD))
                        + "; have it by hold(Duration), and say repair() once that is mended");
    }

    // ---- looking at it -----------------------------------------------------------------------

    private long me() {
        return LockLayout.holder(peers.self(), Thread.currentThread().threadId());
    }

    boolean isHeldByCurrentThread() {
        return words.getLong(LockLayout.HOLDER) == me();
    }

    void requireHeld(String what) {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "[lock "
                            + name()
                            + "] only the thread that has it may "
                            + what
                            + ": "
                            + owner().map(each -> "held by " + each).orElse("held by nobody"));
        }
    }

    String name() {
        return LockLayout.name(words);
    }

    Optional<LockOwner> owner() {
        long holder = holder();
        if (holder == 0) {
            return Optional.empty();
        }
        noteOwner();
        int peer = LockLayout.peer(holder);
        return Optional.of(
                new LockOwner(
                        peers.pid(peer),
                        peers.name(peer),
                        LockLayout.thread(holder),
                        Instant.ofEpochMilli(words.getLong(LockLayout.SINCE))));
    }

    private long holder() {
        return word.owner() == 0 ? 0 : words.getLong(LockLayout.HOLDER);
    }

    Optional<List<String>> ownerStack() throws IOException, InterruptedException {
        long holder = holder();
        return holder == 0 ? Optional.empty() : LockQuestions.stackOfOwner(ref, holder);
    }

    /** Describes it for people. */
    String describe() {
        return name() + ", " + owner().map(each -> "held by " + each).orElse("free");
    }
}
