package dev.procession.pool;

/**
 * A pool in numbers; out of date as soon as they are taken, and not all of one instant.
 *
 * @param workers worker processes that live, those included that start or leave
 * @param busyWorkers those of them that have a task
 * @param waitingTasks tasks that wait because no worker has room for them
 * @param unfinishedTasks tasks that were accepted and have no outcome, the waiting ones included; a
 *     {@code mapAsync} counts as one beside its inputs
 * @param tasksDone attempts at tasks that came to a result or an exception
 * @param workersStarted worker processes that were started so far
 * @param workersLost those of them that died or were killed, rather than leave in good order
 * @since 0.1
 */
public record PoolStats(
        int workers,
        int busyWorkers,
        int waitingTasks,
        long unfinishedTasks,
        long tasksDone,
        long workersStarted,
        long workersLost) {}
