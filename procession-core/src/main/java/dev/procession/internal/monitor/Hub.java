package dev.procession.internal.monitor;

import dev.procession.Waitable;
import dev.procession.internal.os.FutexList;
import dev.procession.internal.shared.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Sleeps on shared words for the virtual threads of this process, which would keep their carriers
 * from all others.
 *
 * <p>There are as many {@linkplain Bed beds} as it takes, each with a platform thread; one that had
 * no sleeper for a while ends.
 */
final class Hub {

    static final Hub CURRENT = new Hub();

    /** Each has one word for the bed itself. */
    private static final int MOST_OF_A_BED = FutexList.MOST - 1;

    private final List<Bed> beds = new ArrayList<>();

    private Hub() {}

    /** As {@link Parking#sleepUpTo}, of a virtual thread. */
    void sleep(Words words, long offset, int expected, long nanos) {
        Sleeper sleeper = new Sleeper(words, offset, expected, nanos);
        put(sleeper);
        sleeper.await();
    }

    /**
     * As {@link #sleep}, but for one that does not wait here; {@code sleeper} says whom to wake.
     */
    Waitable.Watch watch(Sleeper sleeper) {
        Bed bed = put(sleeper);
        return () -> {
            if (sleeper.leave()) {
                bed.look();
            }
        };
    }

    private synchronized Bed put(Sleeper sleeper) {
        for (Bed bed : beds) {
            if (bed.size() < MOST_OF_A_BED) {
                bed.take(sleeper);
                return bed;
            }
        }
        Bed made = new Bed(this);
        made.start();
        beds.add(made);
        made.take(sleeper);
        return made;
    }

    /** Takes a bed away unless it is needed. */
    synchronized boolean remove(Bed bed) {
        return bed.size() == 0 && beds.remove(bed);
    }
}
