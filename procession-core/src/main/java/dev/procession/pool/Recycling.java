package dev.procession.pool;

import dev.procession.internal.util.Sizes;
import dev.procession.internal.util.Times;
import dev.procession.internal.util.Values;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * After what service a worker is replaced by a fresh one: for libraries that leak, or that keep
 * state they should not. Immutable: each {@code withX} returns a changed copy.
 *
 * {@snippet :
 * var options = PoolOptions.defaults()
 *         .withRecycling(Recycling.afterTasks(1000).withMaxMemory("1g"));
 * }
 *
 * <p>The replacement is started ahead of time: the process is up and its initializer has run before
 * the old worker leaves, so that tasks wait for it only if they are shorter than the start of a
 * process. It gets no task before then: there are never more tasks at a time than the pool has
 * workers, though up to three times as many processes, those that are about to leave included. The
 * old worker ends what it has begun.
 *
 * @since 0.1
 */
public final class Recycling {

    private static final Recycling NEVER = new Recycling(new Fields());

    private final Fields values;

    private Recycling(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        int tasks = Integer.MAX_VALUE;
        @Nullable Duration age;
        long memory = Long.MAX_VALUE;
    }

    private Recycling with(Consumer<Fields> change) {
        return new Recycling(values.with(change));
    }

    /**
     * Returns that workers are not replaced, which is the default of a pool.
     *
     * @return never
     */
    public static Recycling never() {
        return NEVER;
    }

    /**
     * Returns that no worker runs more tasks than so many. With 1, each task has a fresh process.
     *
     * @param tasks 1 or more; each attempt at a task counts
     * @return the policy
     * @throws IllegalArgumentException if {@code tasks} is less than 1
     */
    public static Recycling afterTasks(int tasks) {
        return NEVER.withMaxTasks(tasks);
    }

    /**
     * Sets how many tasks a worker runs at most. Default: no limit.
     *
     * @param tasks 1 or more; each attempt at a task counts
     * @return a changed copy
     * @throws IllegalArgumentException if {@code tasks} is less than 1
     */
    public Recycling withMaxTasks(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException(
                    "a worker must run at least one task: tasks=" + tasks);
        }
        return with(copy -> copy.tasks = tasks);
    }

    /**
     * Sets at which age a worker is replaced. One that is idle is replaced when the next task
     * comes. Default: at none.
     *
     * @param age a positive duration
     * @return a changed copy
     * @throws IllegalArgumentException if {@code age} is zero or negative
     */
    public Recycling withMaxAge(Duration age) {
        if (!age.isPositive()) {
            throw new IllegalArgumentException("a worker's age must be positive: age=" + age);
        }
        return with(copy -> copy.age = age);
    }

    /**
     * Sets above which resident size a worker is replaced, once it has ended what it has begun. It
     * is looked at twice a second; only where {@code /proc} tells it. Default: at none.
     *
     * @param size of the whole process, not of its heap alone, but without pages of files; such as
     *     {@code 1g}
     * @return a changed copy
     * @throws IllegalArgumentException if {@code size} is malformed
     */
    public Recycling withMaxMemory(String size) {
        long bytes = Sizes.parse(size);
        return with(copy -> copy.memory = bytes);
    }

    /** How many tasks a worker runs at most. */
    int tasks() {
        return values.tasks;
    }

    /** At which age it is replaced; more than any reaches if at none. */
    long ageNanos() {
        Duration age = values.age;
        return age == null ? Long.MAX_VALUE : Times.nanos(age);
    }

    /** Above how many resident bytes. */
    long memoryBytes() {
        return values.memory;
    }

    boolean isNever() {
        return tasks() == Integer.MAX_VALUE
                && ageNanos() == Long.MAX_VALUE
                && memoryBytes() == Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return isNever()
                ? "Recycling[never]"
                : "Recycling[tasks="
                        + values.tasks
                        + ", age="
                        + values.age
                        + ", memory="
                        + values.memory
                        + "]";
    }
}
