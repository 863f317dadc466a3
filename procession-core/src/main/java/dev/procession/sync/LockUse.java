package dev.procession.sync;

import dev.procession.DeadlockException;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
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

    /** Of handles that are in use. */
    private static final Set<LockUse> ALL =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final BlockRef lock;
    private final Words words;
    private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

    /** The last thread that got it by this handle; whether it still has it, HOLDER tells. */
    private @Nullable Thread last;

    LockUse(BlockRef lock, Words words) {
        this.lock = lock;
        this.words = words;
        ALL.add(this);
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

    /** Tells what threads of this process have and want. */
    static LockReport report(Peers peers) {
        List<LockReport.Wait> waits = new ArrayList<>();
        List<LockReport.Hold> holds = new ArrayList<>();
        for (LockUse use : List.copyOf(ALL)) {
            use.waits.forEach((thread, wait) -> waits.add(use.describe(peers, thread, wait)));
            Thread owner = use.last;
            if (owner != null
                    && use.words.getLong(LockLayout.HOLDER)
                            == LockLayout.holder(peers.self(), owner.threadId())) {
                holds.add(new LockReport.Hold(use.lock, stack(owner)));
            }
        }
        return new LockReport(waits, holds);
    }

    private LockReport.Wait describe(Peers peers, Thread thread, Wait wait) {
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

    /** From the call on that a user knows. */
    private static List<String> stack(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .dropWhile(LockUse::isInside)
                .limit(MOST_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }

    private static boolean isInside(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("dev.procession.internal.")
                || name.equals(OwnedLock.class.getName())
                || name.equals(Waits.class.getName());
    }

    /** Has a thread of this process give up its wait for a lock; whether it was found waiting. */
    static boolean refuse(long threadId, BlockRef lock, String why) {
        boolean found = false;
        for (LockUse use : List.copyOf(ALL)) {
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
