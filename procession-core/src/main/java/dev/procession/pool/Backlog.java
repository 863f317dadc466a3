package dev.procession.pool;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a worker with room, each with its encoded argument.
 *
 * <p>Thread-safe and lock-free.
 */
final class Backlog {

    private final ConcurrentLinkedDeque<Work> tasks = new ConcurrentLinkedDeque<>();

    /** Counted up before a task is there, so that nobody takes the backlog for empty too soon. */
    private final AtomicInteger count = new AtomicInteger();

    boolean isEmpty() {
        return count.get() <= 0;
    }

    void add(Work work) {
        count.incrementAndGet();
        tasks.addLast(work);
    }

    /** Puts tasks that were taken, or taken back, in front of all others. */
    void putBack(List<Work> works) {
        for (Work work : works.reversed()) {
            count.incrementAndGet();
            tasks.addFirst(work);
        }
    }

    /** Takes the next task that is still wanted. */
    @Nullable Work poll() {
        Work work = tasks.pollFirst();
        while (work != null) {
            count.decrementAndGet();
            if (!work.isDecided()) {
                return work;
            }
            work = tasks.pollFirst();
        }
        return null;
    }

    /** How many tasks are still wanted; counts no further than {@code most}. */
    int size(int most) {
        int size = 0;
        for (Work work : tasks) {
            size += work.isDecided() ? 0 : 1;
            if (size >= most) {
                break;
            }
        }
        return size;
    }
}
