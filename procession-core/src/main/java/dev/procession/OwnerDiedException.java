package dev.procession;

/**
 * A process or thread ended while it had a lock, so what the lock protects may be half changed.
 *
 * <p>The lock is free, and whoever asks for it gets this exception until somebody has repaired what
 * it protects.
 *
 * @since 0.1
 */
public final class OwnerDiedException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which lock, who died, and what to do
     */
    public OwnerDiedException(String message) {
        super(message, null);
    }
}
