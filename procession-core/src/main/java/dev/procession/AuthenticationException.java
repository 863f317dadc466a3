package dev.procession;

/**
 * The other side of a connection did not prove that it knows the key.
 *
 * <p>The connection is closed before any of its bytes is decoded.
 *
 * @since 0.1
 */
public final class AuthenticationException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what the peer did
     */
    public AuthenticationException(String message) {
        super(message, null);
    }
}
