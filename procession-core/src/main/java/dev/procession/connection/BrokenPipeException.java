package dev.procession.connection;

import java.io.IOException;

/**
 * Nobody will ever receive what is sent: the other end of the pipe was closed, or its process has
 * ended.
 *
 * @apiNote Python's {@code BrokenPipeError}
 * @since 0.1
 */
public final class BrokenPipeException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenPipeException(String message) {
        super(message);
    }
}
