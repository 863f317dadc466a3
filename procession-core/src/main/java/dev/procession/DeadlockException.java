package dev.procession;

/**
 * Threads, perhaps of different processes, wait for one another's locks, and would for ever.
 *
 * @since 0.1
 */
public final class DeadlockException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message who waits for whom
     */
    public DeadlockException(String message) {
        super(message, null);
    }
}
