package dev.procession.pool;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a worker with room, each with its encoded argument: in the order of their
 * priorities, and those of one priority in the order in which they came.
 *
 * <p>Thread-safe and lock-free.
 */
final class Backlog {

    private final Map<Priority, ConcurrentLinkedDeque<Work>> byPriority =
            new EnumMap<>(Priority.class);

    /** Counted up before a task is there, so that nobody takes the backlog for empty too soon. */
    private final AtomicInteger count = new AtomicInteger();

    private final boolean isBounded;

    Backlog(boolean isBounded) {
        this.isBounded = isBounded;
        for (Priority each : Priority.values()) {
            byPriority.put(each, new ConcurrentLinkedDeque<>());
        }
    }

    boolean isEmpty() {
        return count.get() <= 0;
    }

    void add(Work work) {
        count.incrementAndGet();
        ofSame(work.terms().priority()).addLast(work);
    }

    /** Puts tasks that were taken, or taken back, in front of all others of their priority. */
    void putBack(List<Work> works) {
        for (Work work : works.reversed()) {
            count.incrementAndGet();
            ofSame(work.terms().priority()).addFirst(work);
        }
    }

    private ConcurrentLinkedDeque<Work> ofSame(Priority priority) {
        return Objects.requireNonNull(byPriority.get(priority));
    }

    /** Takes the next task that is still wanted. */
    @Nullable Work poll() {
        for (ConcurrentLinkedDeque<Work> tasks : byPriority.values()) {
            Work work = poll(tasks);
            if (work != null) {
                return work;
            }
        }
        return null;
    }

    private @Nullable Work poll(ConcurrentLinkedDeque<Work> tasks) {
        Work work = tasks.pollFirst();
        while (work != null) {
            count.decrementAndGet();
            if (isBounded) {
                work.leaveRoom();
            }
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
        for (ConcurrentLinkedDeque<Work> tasks : byPriority.values()) {
            for (Work work : tasks) {
                size += work.isDecided() ? 0 : 1;
                if (size >= most) {
                    return size;
                }
            }
        }
        return size;
    }
}
