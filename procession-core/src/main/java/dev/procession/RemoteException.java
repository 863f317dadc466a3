package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of another process whose object could not travel.
 *
 * <p>An exception always arrives. If its object cannot be encoded there or decoded here, this one
 * takes its place: {@link #remoteClassName()} and {@link #remoteMessage()} are the original's,
 * {@link #getStackTrace()} are the frames of the other process, and causes and suppressed
 * exceptions are mirrored alike.
 *
 * @since 0.1
 */
public final class RemoteException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** Name of the class of the original. */
    private final String remoteClassName;

    /** Message of the original, or null. */
    private final @Nullable String remoteMessage;

    /**
     * Creates a mirror of an exception.
     *
     * @param remoteClassName the name of the original's class
     * @param remoteMessage the original's message, or null
     * @param note why the original itself did not travel, or null
     * @param cause the mirror of the original's cause, or null
     * @param frames the original's stack trace
     */
    public RemoteException(
            String remoteClassName,
            @Nullable String remoteMessage,
            @Nullable String note,
            @Nullable Throwable cause,
            StackTraceElement[] frames) {
        super(describe(remoteClassName, remoteMessage, note), cause);
        this.remoteClassName = remoteClassName;
        this.remoteMessage = remoteMessage;
        setStackTrace(frames);
    }

    private static String describe(
            String className, @Nullable String message, @Nullable String note) {
        String text = message == null ? className : className + ": " + message;
        return note == null ? text : text + " [" + note + "]";
    }

    /**
     * Returns the name of the class of the original.
     *
     * @return the binary name, such as {@code com.acme.ReportException}
     */
    public String remoteClassName() {
        return remoteClassName;
    }

    /**
     * Returns the message of the original.
     *
     * @return the message, or null if it had none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /** Not recorded here: the frames are the original's. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
