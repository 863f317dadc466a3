package dev.procession.sync;

import dev.procession.internal.monitor.Mailbox;
import dev.procession.internal.monitor.Peers;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Threads that have ended with a lock, while their processes live on.
 *
 * <p>That a process has ended the kernel tells everybody; that a thread has, only its own process
 * knows. So who waits has that process look: by a call, if it is his own, otherwise by its {@link
 * Mailbox}, for whose answer nobody waits. Where it finds a lock whose owner is a thread that has
 * ended, it gives that back in the thread's stead: (1) write HOLDER to DEAD; (2) clear HOLDER; (3)
 * unlock WORD. It ends the reads of such threads, too; they have changed nothing, so nobody is told
 * of a death.
 *
 * <p><b>Why this robs nobody</b>: HOLDER is read once more when the thread is known to have ended.
 * If it names it still, the thread has not given the lock back and never will; until WORD is
 * unlocked nobody else writes HOLDER; and only its process does that, one thread at a time, of
 * which the second finds another HOLDER.
 *
 * <p><b>A death</b> of the process, before (2): WORD is a dead process's, and HOLDER is there: who
 * takes over does (1) and (2) again. After (2): WORD is a dead process's, HOLDER is not there, and
 * DEAD is: the lock is abandoned already. In (3): as of any owner who unlocks, see {@link
 * dev.procession.internal.monitor.LockWord}. Of who asks: others do, or nobody waits.
 *
 * <p>Who has a lock for a moment only is not asked after: not before he was seen with it for {@link
 * #PATIENCE_MILLIS}, and a process not more often than that by another, however many of its threads
 * wait for however many locks. Sleeping for slices of 50 ms, who waits thus asks 100 ms after the
 * end of a thread at the latest. Where nobody waits nobody asks, and who locks and unlocks has
 * nothing to do with it.
 */
final class EndedThreads {

    private static final long PATIENCE_MILLIS = 80;
    private static final long PATIENCE_NANOS = PATIENCE_MILLIS * 1_000_000;

    /** For each slot of the table of processes, when that process was asked last; 0: never. */
    private static final AtomicLongArray ASKED = new AtomicLongArray(Peers.SLOTS);

    private EndedThreads() {}

    /** Tells whether a time, in milliseconds since 1970, is so long ago, or the clock was set. */
    static boolean isLongAgo(long since) {
        return Math.abs(System.currentTimeMillis() - since) >= PATIENCE_MILLIS;
    }

    /** Has a process look whether one of its threads has ended with a lock, unless it just did. */
    static void suspect(int peer) {
        int slot = Peers.slot(peer);
        long last = ASKED.get(slot);
        long now = System.nanoTime();
        if ((last == 0 || now - last >= PATIENCE_NANOS) && ASKED.compareAndSet(slot, last, now)) {
            if (peer == Peers.current().self()) {
                release();
            } else {
                Mailbox.ring(peer);
            }
        }
    }

    /** Gives back what threads of this process have ended with. */
    static void release() {
        LockUse.releaseEnded();
        OwnReads.endEnded();
    }
}
