package dev.procession;

/**
 * Processes ended that had taken elements of a queue and had not said that they were done, and
 * these elements are lost.
 *
 * <p>It is told once; the elements count as done after that.
 *
 * @since 0.1
 */
public final class ConsumerDiedException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** How many elements are lost. */
    private final int lost;

    /**
     * Creates an exception.
     *
     * @param message who died, and with how many elements
     * @param lost how many elements are lost
     */
    public ConsumerDiedException(String message, int lost) {
        super(message, null);
        this.lost = lost;
    }

    /**
     * Returns how many elements are lost.
     *
     * @return how many
     */
    public int lost() {
        return lost;
    }
}
