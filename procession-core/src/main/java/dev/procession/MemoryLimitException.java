package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A task needed more memory than its worker was allowed: of the heap ({@link
 * ProcessOptions#withMaxHeap}) or all in all ({@link
 * dev.procession.pool.PoolOptions#withMaxResidentSize}).
 *
 * <p>The message names the task, the worker, its pid, the limit and which option raises it. The
 * worker is gone: after an {@link OutOfMemoryError} what else it held would not be trustworthy, and
 * past a limit on resident size it was killed. In the first case the error is the {@linkplain
 * #getCause cause}; in the second there is none.
 *
 * @since 0.1
 */
public final class MemoryLimitException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which pool, worker and task met which limit
     * @param cause the error as the worker reported it, or null
     */
    public MemoryLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
