package dev.procession;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A daemon could not be started: its body threw or ended in its first moments, or it was not up in
 * time. The cause is what the body threw, if it did. Nothing of it runs.
 *
 * @since 0.1
 */
public final class DaemonStartException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** The daemon's name. */
    private final String daemon;

    /** What it wrote last. */
    private final String[] lastLogLines;

    /**
     * Creates an exception. Its message has the lines without the frames of stack traces.
     *
     * @param daemon the daemon's name
     * @param what says how the start has ended
     * @param lastLogLines the last lines that it wrote
     * @param cause what its body threw, or null
     */
    public DaemonStartException(
            String daemon, String what, List<String> lastLogLines, @Nullable Throwable cause) {
        super(describe(daemon, what, lastLogLines), cause);
        this.daemon = daemon;
        this.lastLogLines = lastLogLines.toArray(new String[0]);
    }

    private static String describe(String daemon, String what, List<String> lines) {
        String text = "[daemon " + daemon + "] it could not be started: " + what;
        String told =
                lines.stream()
                        .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
                        .collect(Collectors.joining(" | "));
        return told.isEmpty() ? text : text + "; last lines: " + told;
    }

    /**
     * Returns the daemon's name.
     *
     * @return the name
     */
    public String daemon() {
        return daemon;
    }

    /**
     * Returns the last lines that it wrote to its log.
     *
     * @return at most ten lines, of this start only
     */
    public List<String> lastLogLines() {
        return List.of(lastLogLines);
    }
}
