package dev.procession.benchmarks.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What a run is to be.
 *
 * @param targets what is put under load
 * @param seed where all choices come from
 * @param length how long processes are killed at most
 * @param kills how many are killed at most
 * @param workers how many processes each target has
 */
record Settings(List<TargetKind> targets, long seed, Duration length, long kills, int workers) {

    /** Longer than anything here takes but for what is meant to exceed it. */
    static final Duration TASK_TIMEOUT = Duration.ofSeconds(2);

    static final Duration STOP_GRACE = Duration.ofMillis(300);

    /** How long a task may take to end after the last kill before it is lost. */
    static final Duration LOST_AFTER = Duration.ofSeconds(60);

    /** How long nobody may get anything done; generous, since the machine may stand still. */
    static final Duration STALL_MOST = Duration.ofSeconds(5);

    static final Duration ORPHAN_AFTER = Duration.ofSeconds(1);

    /** How long descriptors, threads and files may take to vanish. */
    static final Duration LEAKED_AFTER = Duration.ofSeconds(5);
}
