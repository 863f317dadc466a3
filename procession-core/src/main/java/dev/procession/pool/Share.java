package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/**
 * What one pool has of the {@link Budget}, until it gives it back.
 *
 * @param budget where it is from
 * @param options the pool's options, with what was decided in place of what was left open
 * @param sizing what was decided
 * @param promised how much memory the other pools no longer have, in bytes
 * @param needed how much memory the workers take at least, in bytes
 * @param warning what the user should know, if anything
 */
record Share(
        Budget budget,
        PoolOptions options,
        PoolSizing sizing,
        long promised,
        long needed,
        @Nullable String warning)
        implements AutoCloseable {

    /** Gives it back; more than once is no harm. */
    @Override
    public void close() {
        budget.takeBack(this);
    }
}
