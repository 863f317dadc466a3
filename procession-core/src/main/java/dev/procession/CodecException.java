package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be encoded or decoded.
 *
 * <p>Thrown in the caller, before anything was sent, when an argument cannot be encoded; the
 * message names the path to the field that is at fault. It is the outcome of a task whose result
 * cannot be encoded by the worker or decoded by the parent.
 *
 * @since 0.1
 */
public final class CodecException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what value broke which rule, and the remedy
     */
    public CodecException(String message) {
        super(message, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what value broke which rule, and the remedy
     * @param cause what the codec met, or null
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
