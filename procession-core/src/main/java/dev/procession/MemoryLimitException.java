package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A task needed more memory than its worker was allowed.
 *
 * <p>The worker is retired: what else it held would not be trustworthy after an {@link
 * OutOfMemoryError}.
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
