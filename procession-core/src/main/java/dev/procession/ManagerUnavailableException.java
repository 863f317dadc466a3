package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A manager cannot be asked: its process has ended, or the connection to it, or it does not answer.
 *
 * <p>Whether the call that failed has had its effect is not known if it was on its way. Of a
 * manager that has ended nothing is left, and every further call fails like this. One that was only
 * stopped, or too busy to answer in time, may be asked again.
 *
 * @since 0.1
 */
public final class ManagerUnavailableException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which manager, what has become of it, and what to do
     * @param cause how that was noticed, or null
     */
    public ManagerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
