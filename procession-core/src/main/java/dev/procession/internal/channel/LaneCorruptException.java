package dev.procession.internal.channel;

/**
 * A worker left something in its lane that the protocol forbids; the worker is not to be believed.
 */
public final class LaneCorruptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was found, and what the protocol allows
     */
    public LaneCorruptException(String message) {
        super(message);
    }
}
