package dev.procession.pool;

import java.util.OptionalLong;

/**
 * How many workers a pool has at most, and how large each may be. It is decided once, when the pool
 * opens; {@link PoolOptions} states the rule.
 *
 * @param workers how many workers there are at most
 * @param processors how many processors each worker is told that it has
 * @param maxHeapBytes the largest Java heap of each; empty if that is the JVM's own choice
 * @param collector the garbage collector of each, {@code Serial} unless the options of its JVM ask
 *     for another
 * @param reason what decided it, in words
 * @since 0.1
 */
public record PoolSizing(
        int workers, int processors, OptionalLong maxHeapBytes, String collector, String reason) {

    /** Returns all of it as one line, sizes in mebibytes. */
    @Override
    public String toString() {
        return "workers="
                + workers
                + ", processors="
                + processors
                + ", max heap="
                + (maxHeapBytes.isPresent()
                        ? Budget.mebibytes(maxHeapBytes.getAsLong())
                        : "default")
                + ", collector="
                + collector
                + " ("
                + reason
                + ")";
    }
}
