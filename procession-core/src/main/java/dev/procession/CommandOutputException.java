package dev.procession;

/**
 * An outside command has written more than was to be kept of a stream, or a line that is longer
 * than that, and was killed with all processes below it if it had not ended.
 *
 * @since 0.1
 */
public final class CommandOutputException extends CommandException {

    private static final long serialVersionUID = 1L;

    /** How many bytes were to be kept. */
    private final long limit;

    /**
     * Creates it.
     *
     * @param result what is known of the command, with the first bytes up to the limit
     * @param limit how many bytes were to be kept
     */
    public CommandOutputException(CommandResult result, long limit) {
        super(
                writer(result)
                        + " has written more than was to be kept"
                        + (isKilled(result) ? ", and was killed" : "")
                        + "; raise its limit, or send its output to a file",
                result,
                "limit=" + limit + " bytes, ");
        this.limit = limit;
    }

    private static String writer(CommandResult result) {
        return result.isHeldOpen()
                ? "the command, or a process that it has left behind,"
                : "the command";
    }

    private static boolean isKilled(CommandResult result) {
        return result.statuses().stream().anyMatch(each -> each instanceof ExitStatus.Signaled);
    }

    /**
     * Returns how many bytes were to be kept.
     *
     * @return the limit of each stream; of one line where the lines are given to the caller
     */
    public long limit() {
        return limit;
    }
}
