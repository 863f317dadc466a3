package dev.procession;

import java.time.Duration;

/**
 * An outside command ran longer than its time limit, and was killed with all processes below it; or
 * it had ended, and a process that it has left behind held its output for longer.
 *
 * <p>Not the same as {@link java.util.concurrent.TimeoutException}, which says that a caller waited
 * long enough: after this exception the command runs no more. Should it not have been possible to
 * kill it, because it belongs to another user by now, the status in its result is running.
 *
 * @apiNote Python's {@code subprocess.TimeoutExpired}
 * @since 0.1
 */
public final class CommandTimeoutException extends CommandException {

    private static final long serialVersionUID = 1L;

    /** How long it was allowed to run. */
    private final Duration limit;

    /**
     * Creates it.
     *
     * @param result what is known of the command
     * @param limit how long it was allowed to run
     */
    public CommandTimeoutException(CommandResult result, Duration limit) {
        super(
                "the command exceeded its time limit"
                        + (result.status().isRunning() ? " and could not be killed" : ""),
                result,
                "limit="
                        + limit.toMillis()
                        + " ms, captured="
                        + result.output().size()
                        + " bytes, ");
        this.limit = limit;
    }

    /**
     * Returns how long the command was allowed to run.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }
}
