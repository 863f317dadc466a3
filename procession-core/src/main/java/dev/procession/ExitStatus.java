package dev.procession;

import java.io.Serializable;

/**
 * How a process stands: running, ended by itself with a code, or ended by a signal.
 *
 * <p>Published once by the reaper of the process and never changed afterwards.
 *
 * <p>The JDK reports a process that was killed by signal <i>n</i> and one that called {@code
 * exit(128 + n)} alike. A Java process of ours that ends through {@link System#exit} says so before
 * it is gone, so the two are told apart; only {@link Runtime#halt} with a code above 128, and
 * foreign programs that choose such a code, are taken for a signal.
 *
 * @since 0.1
 */
public sealed interface ExitStatus extends Serializable {

    /**
     * Returns the status of a process that has not ended.
     *
     * @return that status
     */
    static ExitStatus running() {
        return new Running();
    }

    /**
     * Returns the status of a process that ended by itself.
     *
     * @param code the exit code, 0 to 255
     * @return that status
     */
    static ExitStatus exited(int code) {
        return new Exited(code);
    }

    /**
     * Returns the status of a process that a signal ended.
     *
     * @param signal the signal's number, 1 to 64
     * @return that status
     */
    static ExitStatus signaled(int signal) {
        return new Signaled(signal);
    }

    /**
     * Tells whether the process has not ended yet.
     *
     * @return {@code true} if it has not ended
     */
    default boolean isRunning() {
        return this instanceof Running;
    }

    /**
     * Tells whether the process ended by itself with code 0.
     *
     * @return {@code true} for {@code exited(0)}
     */
    default boolean isSuccess() {
        return this instanceof Exited exited && exited.code() == 0;
    }

    /** The process has not ended. */
    record Running() implements ExitStatus {
        @Override
        public String toString() {
            return "running";
        }
    }

    /**
     * The process ended by itself.
     *
     * @param code the exit code; 0 is success, 1 an uncaught exception
     */
    record Exited(int code) implements ExitStatus {
        @Override
        public String toString() {
            return "exited(" + code + ")";
        }
    }

    /**
     * A signal ended the process.
     *
     * @param signal the signal's number; 9 is SIGKILL, 15 SIGTERM
     */
    record Signaled(int signal) implements ExitStatus {
        @Override
        public String toString() {
            return "signaled(" + signal + ")";
        }
    }
}
