package dev.procession.pool;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a thread: in the order of their priorities, and those of one priority in
 * the order in which they came.
 *
 * <p>Not thread-safe: under the lock of a {@link ThreadCrew}.
 */
final class ThreadBacklog {

    private final Map<Priority, ArrayDeque<ThreadTask<?>>> byPriority =
            new EnumMap<>(Priority.class);

    ThreadBacklog() {
        for (Priority each : Priority.values()) {
            byPriority.put(each, new ArrayDeque<>());
        }
    }

    void add(ThreadTask<?> task) {
        Objects.requireNonNull(byPriority.get(task.terms().priority())).add(task);
    }

    /** Takes the next task that is still wanted. */
    @Nullable ThreadTask<?> poll() {
        for (ArrayDeque<ThreadTask<?>> each : byPriority.values()) {
            ThreadTask<?> task = each.poll();
            while (task != null && task.isDone()) {
                task = each.poll();
            }
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    /** How many there are, wanted or not. */
    int size() {
        int size = 0;
        for (ArrayDeque<ThreadTask<?>> each : byPriority.values()) {
            size += each.size();
        }
        return size;
    }

    /** How many are still wanted. */
    int countWanted() {
        byPriority.values().forEach(each -> each.removeIf(ThreadTask::isDone));
        return size();
    }
}
