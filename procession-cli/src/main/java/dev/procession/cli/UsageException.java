package dev.procession.cli;

import java.util.List;

/** A mistake on the command line: told in one line, exit status 2, nothing was started. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns an exception whose message ends with what may have been meant. */
    static UsageException withSuggestions(String message, List<String> suggestions) {
        return new UsageException(suggesting(message, suggestions));
    }

    /** Returns a message that ends with what may have been meant, if anything may. */
    static String suggesting(String message, List<String> suggestions) {
        return suggestions.isEmpty()
                ? message
                : message + "; did you mean " + String.join(" or ", suggestions) + "?";
    }
}
