package dev.procession.pool;

import java.time.Duration;

/**
 * How an input was worked on.
 *
 * @param index the place of the input in its source, from 0
 * @param attempts how many times it was begun; 0 if it never was
 * @param pid the process id of the worker of the last attempt; 0 if there was none
 * @param duration how long the last attempt ran, by the worker's clock; for an attempt that was
 *     stopped or died, the time that the parent saw it run
 * @since 0.1
 */
public record TaskRun(long index, int attempts, long pid, Duration duration) {}
