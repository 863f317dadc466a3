package dev.procession.sync;

import dev.procession.DeadlockException;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SessionPeers;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Words;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which threads of this process have or want one lock, by one handle: what shared memory does not
 * tell, since threads are not known outside of their process.
 *
 * <p>Who waits for a moment only is not in it.
 */
final class LockUse {

    private static final int MOST_FRAMES = 40;

    /** Of handles that are in use, and of others by which a thread may still have the lock. */
    private static final Set<LockUse> ALL = ConcurrentHashMap.newKeySet();

    private static final ReferenceQueue<Words> COLLECTED = new ReferenceQueue<>();

    private final BlockRef lock;
    private final int kind;
    private final Memory memory;
    private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

    /**
     * The thread that got it by this handle and has not given it back by this handle; whether it
     * still has it, HOLDER tells.
     */
    private @Nullable Thread last;

    private LockUse(BlockRef lock, Words words) {
        this.lock = lock;
        this.kind = words.getInt(0);
        this.memory = new Memory(words, this);
    }

    /** Who of this process has or wants a lock by a handle, the words of which are given. */
    static LockUse of(BlockRef lock, Words words) {
        LockUse made = new LockUse(lock, words);
        ALL.add(made);
        for (Object gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            LockUse use = ((Memory) gone).use;
            if (use.last == null) {
                ALL.remove(use);
            }
        }
        return made;
    }

    /** The lock's, and nobody else's, so that it can be unmapped. */
    private static final class Memory extends WeakReference<Words> {
        final LockUse use;

        Memory(Words words, LockUse use) {
            super(words, COLLECTED);
            this.use = use;
        }
    }

    /** A thread that waits for the lock. */
    final class Wait implements AutoCloseable {
        private final long since = System.currentTimeMillis();
        private volatile @Nullable String refusal;

        private Wait() {}

        /** Tells whether this thread was chosen to break a deadlock. */
        boolean isRefused() {
            return refusal != null;
        }

        DeadlockException refusal() {
            return new DeadlockException(String.valueOf(refusal));
        }

        @Override
        public void close() {
            waits.remove(Thread.currentThread());
        }
    }

    /** Says that the calling thread waits, until that is closed. */
    Wait begin() {
        Wait wait = new Wait();
        waits.put(Thread.currentThread(), wait);
        return wait;
    }

    /** Says that the calling thread has got it. */
    void entered() {
        last = Thread.currentThread();
    }

    /** Says that its owner, or somebody in its owner's stead, is about to give it back. */
    void leaving() {
        last = null;
    }

    /** Returns the thread of this process that has the lock and got it by this handle. */
    private @Nullable Thread owner(Words words) {
        // In this order: who has written the first has written the second before.
        long holder = words.getLong(LockLayout.HOLDER);
        Thread thread = last;
        boolean isOwner =
                thread != null
                        && holder == LockLayout.holder(Peers.current().self(), thread.threadId());
        return isOwner ? thread : null;
    }

    /** Gives back, as abandoned, what threads of this process have ended with. */
    static synchronized void releaseEnded() {
        ALL.removeIf(LockUse::releaseIfEnded);
    }

    /** Returns whether nobody can have the lock by this handle any more. */
    private boolean releaseIfEnded() {
        Words words = memory.get();
        boolean isCollected = words == null;
        if (words == null && last != null) {
            words = attached();
        }
        if (words == null) {
            return isCollected;
        }
        Thread owner = owner(words);
        if (owner == null) {
            return isCollected;
        }
        boolean hasEnded = !owner.isAlive();
        // It may have given it back before it ended, and another thread may have it by now.
        if (hasEnded && owner.equals(owner(words))) {
            release(words);
        }
        return isCollected && hasEnded;
    }

    /** Whoever had it has forgotten its handle. */
    private @Nullable Words attached() {
        try {
            return Block.attach(lock, kind).words();
        } catch (IOException closed) {
            return null;
        }
    }

    private void release(Words words) {
        SessionPeers peers = Peers.current();
        LockWord word = new LockWord(words, LockLayout.WORD, peers, Parking.current());
        if (word.owner() == peers.self()) {
            leaving();
            LockLayout.noteDeath(words);
            word.unlock();
        }
    }

    /** Tells what threads of this process have and want. */
    static LockReport report(Peers peers) {
        List<LockReport.Wait> waits = new ArrayList<>();
        List<LockReport.Hold> holds = new ArrayList<>();
        for (LockUse use : ALL) {
            Words words = use.memory.get();
            if (words == null) {
                continue;
            }
            use.waits.forEach(
                    (thread, wait) -> waits.add(use.describe(words, peers, thread, wait)));
            Thread owner = use.owner(words);
            if (owner != null) {
                holds.add(
                        new LockReport.Hold(
                                owner.threadId(),
                                owner.getName(),
                                use.lock,
                                LockLayout.name(words),
                                stack(owner)));
            }
        }
        return new LockReport(waits, holds);
    }

    private LockReport.Wait describe(Words words, Peers peers, Thread thread, Wait wait) {
        return new LockReport.Wait(
                peers.self(),
                thread.threadId(),
                thread.getName(),
                lock,
                LockLayout.name(words),
                wait.since,
                words.getLong(LockLayout.HOLDER),
                stack(thread));
    }

    private static List<String> stack(Thread thread) {
        return known(thread.getStackTrace());
    }

    /** From the call on that a user knows: what it does inside of us is seen by chance. */
    static List<String> known(StackTraceElement... frames) {
        int first = 0;
        for (int i = 0; i < frames.length && (isInside(frames[i]) || isOfJdk(frames[i])); i++) {
            first = isInside(frames[i]) ? i + 1 : first;
        }
        return Arrays.stream(frames)
                .skip(first)
                .limit(MOST_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }

    private static boolean isInside(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("dev.procession.internal.")
                || name.equals(OwnedLock.class.getName())
                || name.equals(Waits.class.getName())
                || name.equals(LockUse.class.getName());
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("java.") || name.startsWith("jdk.");
    }

    /** Has a thread of this process give up its wait for a lock; whether it was found waiting. */
    static boolean refuse(long threadId, BlockRef lock, String why) {
        boolean found = false;
        for (LockUse use : ALL) {
            for (Map.Entry<Thread, Wait> each : use.waits.entrySet()) {
                if (use.lock.equals(lock) && each.getKey().threadId() == threadId) {
                    each.getValue().refusal = why;
                    found = true;
                }
            }
        }
        return found;
    }
}
