package dev.procession;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An earlier attempt at a task that was tried more than once. It is never thrown: the failure of
 * the last attempt carries one for each attempt before it, in their order, as {@linkplain
 * Throwable#getSuppressed() suppressed}.
 *
 * @since 0.1
 */
public final class AttemptFailedException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** Which attempt it was, from 1. */
    private final int attempt;

    /** The process id of its worker. */
    private final long pid;

    /** How long it ran. */
    private final Duration duration;

    /**
     * Creates an exception.
     *
     * @param attempt which attempt it was, from 1
     * @param pid the process id of its worker
     * @param duration how long it ran
     * @param cause its failure; what the task threw in the form of a {@link RemoteException}
     */
    public AttemptFailedException(
            int attempt, long pid, Duration duration, @Nullable Throwable cause) {
        super(
                "attempt "
                        + attempt
                        + " in process "
                        + pid
                        + " failed after "
                        + duration.toMillis()
                        + " ms",
                cause);
        this.attempt = attempt;
        this.pid = pid;
        this.duration = duration;
    }

    /**
     * Returns which attempt it was.
     *
     * @return 1 or more
     */
    public int attempt() {
        return attempt;
    }

    /**
     * Returns the process id of its worker.
     *
     * @return the pid
     */
    public long pid() {
        return pid;
    }

    /**
     * Returns how long it ran.
     *
     * @return by the worker's clock; of an attempt that was stopped or died, the time that the
     *     parent saw it run
     */
    public Duration duration() {
        return duration;
    }

    /** Where it was made says nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
