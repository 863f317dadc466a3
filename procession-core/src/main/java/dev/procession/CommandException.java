package dev.procession;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An outside command has not done what it was to do. What it has written until then is kept.
 *
 * @apiNote Python's {@code subprocess.SubprocessError}
 * @since 0.1
 */
public abstract sealed class CommandException extends MultiprocessingException
        permits CommandFailedException, CommandTimeoutException, CommandOutputException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_COMMAND = 300;
    private static final int LONGEST_LINE = 300;
    private static final int LAST_LINES = 3;

    /** What is known of the command. */
    private final CommandResult result;

    CommandException(String problem, CommandResult result, String facts) {
        super(describe(problem, result, facts), null);
        this.result = result;
    }

    private static String describe(String problem, CommandResult result, String facts) {
        return "["
                + shortened(line(result), LONGEST_COMMAND)
                + "] "
                + problem
                + ": "
                + facts
                + "pid="
                + result.endings().stream()
                        .map(each -> Long.toString(each.pid()))
                        .collect(Collectors.joining("|"))
                + ", status="
                + result.statuses().stream().map(Object::toString).collect(Collectors.joining("|"))
                + lastErrors(result);
    }

    private static String line(CommandResult result) {
        return result.endings().stream()
                .map(each -> String.join(" ", each.command()))
                .collect(Collectors.joining(" | "));
    }

    private static String lastErrors(CommandResult result) {
        List<String> lines = result.err().lines().filter(each -> !each.isBlank()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                .map(each -> shortened(each.strip(), LONGEST_LINE))
                .collect(Collectors.joining(" / ", "; its last errors: ", ""));
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /**
     * Returns what is known of the command: how its programs have ended, and what was captured
     * until then.
     *
     * @return the result
     */
    public CommandResult result() {
        return result;
    }
}
