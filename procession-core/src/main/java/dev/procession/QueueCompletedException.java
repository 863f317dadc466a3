package dev.procession;

/**
 * The stream of a queue has ended: somebody has completed it, and either all its elements were
 * taken, or the caller wanted to put another one.
 *
 * <p>This is how a stream ends, and not a failure: every taker gets it once the queue is empty.
 *
 * @since 0.1
 */
public final class QueueCompletedException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was wanted of the completed queue
     */
    public QueueCompletedException(String message) {
        super(message, null);
    }
}
