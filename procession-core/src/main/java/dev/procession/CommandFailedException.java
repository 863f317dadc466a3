package dev.procession;

/**
 * An outside command has ended with another exit code than 0, or by a signal, and its caller has
 * asked to be told so.
 *
 * @apiNote Python's {@code subprocess.CalledProcessError}
 * @see CommandResult#orThrow()
 * @since 0.1
 */
public final class CommandFailedException extends CommandException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates it.
     *
     * @param result of the command
     */
    public CommandFailedException(CommandResult result) {
        super("the command has failed", result, "");
    }
}
