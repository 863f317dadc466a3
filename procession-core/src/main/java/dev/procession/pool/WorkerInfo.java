package dev.procession.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A glance at one worker; out of date as soon as it is taken.
 *
 * @param name the worker's name
 * @param pid its process id
 * @param isBusy whether a task runs
 * @param input the input of the running task, if it has one
 * @param age how long the running task has run; zero if none does
 * @param tasksDone how many tasks it has finished
 * @since 0.1
 */
public record WorkerInfo(
        String name,
        long pid,
        boolean isBusy,
        @Nullable Object input,
        Duration age,
        long tasksDone) {}
