package dev.procession.cli;

import java.io.IOException;
import java.util.Objects;

/**
 * What follows for a command when what it has to say cannot be written.
 *
 * @param problem why it cannot
 */
record LostOutput(IOException problem) {

    private static final int CLOSED = 128 + 13;
    private static final int FAILED = 1;

    /** Tells whether whoever read has gone: there is nobody to tell anything. */
    boolean isReaderGone() {
        return reason().contains("Broken pipe");
    }

    /** Returns the exit status; where nobody reads, the one of who is ended by SIGPIPE. */
    int exitStatus() {
        return isReaderGone() ? CLOSED : FAILED;
    }

    /** Returns what is said of it. */
    String line() {
        return "procession: the results cannot be written: " + reason();
    }

    private String reason() {
        return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
    }
}
