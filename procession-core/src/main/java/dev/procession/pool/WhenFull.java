package dev.procession.pool;

/**
 * What happens to whoever submits a task when as many wait as may; see {@link
 * PoolOptions#withMaxWaiting}.
 *
 * @since 0.1
 */
public enum WhenFull {
    /**
     * He waits until one of them has left the queue. If he is interrupted meanwhile, {@code submit}
     * throws a {@link java.util.concurrent.CancellationException}, the flag is set again, and the
     * task is not run.
     */
    BLOCK,
    /** He gets a {@link java.util.concurrent.RejectedExecutionException}. */
    REFUSE
}
