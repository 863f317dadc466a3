package dev.procession.pool;

import dev.procession.internal.channel.ParentLane;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The lane of one worker with the lock under which the parent works on it, and what has become of
 * it: not open yet, open, condemned, closed.
 *
 * <p>Condemned is a lane whose words cannot be believed: from then on nobody looks for results in
 * it, but who settles the end of the worker. Closed it is once the worker is dead.
 *
 * <p>The lock is this worker's own: nothing on a task's way is locked for all workers. It is
 * re-entrant. All is called under it but what is said to be a glance.
 */
final class GuardedLane {

    private final LaneLock lock = new LaneLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable ParentLane lane;
    private volatile boolean condemned;
    private boolean closed;

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Says which lane it is. */
    void open(ParentLane opened) {
        lane = opened;
    }

    /** The lane from its opening to its closing; null before and after. */
    @Nullable ParentLane live() {
        return closed ? null : lane;
    }

    /** The lane as long as it can be believed; null before, and once it was condemned or closed. */
    @Nullable ParentLane believed() {
        return closed || condemned ? null : lane;
    }

    // ---- glances, without the lock -----------------------------------------------------------

    /** The lane if it was ever opened, whatever has become of it. */
    @Nullable ParentLane opened() {
        return lane;
    }

    /** Tells whether the worker's JVM has booted. */
    boolean isUp() {
        ParentLane seen = lane;
        try {
            return seen != null && isUp(seen);
        } catch (IllegalStateException closedMeanwhile) {
            return false;
        }
    }

    /** As {@link #isUp()}, of a lane that is not closed. */
    static boolean isUp(ParentLane lane) {
        return lane.headSequence() != 0 || lane.isMapped();
    }

    /** Tells whether there are results, or the lane wants to be looked at for another reason. */
    boolean hasNews() {
        ParentLane seen = lane;
        try {
            return seen != null && !condemned && seen.hasNews();
        } catch (IllegalStateException closedMeanwhile) {
            return false;
        }
    }

    // ---- what becomes of it ------------------------------------------------------------------

    /** Has nobody believe it any more; {@code true} if somebody did. */
    boolean condemn() {
        boolean was = condemned;
        condemned = true;
        return !was;
    }

    /** Says that the worker is dead, so that nobody works on it but the caller. */
    void close() {
        closed = true;
        changed.signalAll();
    }

    /** Signalled when tasks have ended, and when it is closed. */
    Condition changed() {
        return changed;
    }
}
