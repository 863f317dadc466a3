package dev.procession.pool;

/**
 * Which of the tasks that wait goes first. Among those of one priority, the one that came first.
 *
 * @since 0.1
 */
public enum Priority {
    /** Before all others. */
    HIGH,
    /** The usual one. */
    NORMAL,
    /** When nothing else waits; perhaps never. */
    LOW
}
