package dev.procession.manager;

import dev.procession.ProcessOptions;
import dev.procession.connection.ConnectionOptions;
import java.time.Duration;
import java.util.Objects;

/**
 * How a manager is started, served and connected to. Immutable: each {@code withX} returns a
 * changed copy.
 *
 * @since 0.1
 */
public final class ManagerOptions {

    private static final ManagerOptions DEFAULTS =
            new ManagerOptions(
                    ProcessOptions.defaults(),
                    Duration.ofSeconds(30),
                    ConnectionOptions.defaults());

    private final ProcessOptions process;
    private final Duration answerTimeout;
    private final ConnectionOptions connection;

    private ManagerOptions(
            ProcessOptions process, Duration answerTimeout, ConnectionOptions connection) {
        this.process = process;
        this.answerTimeout = answerTimeout;
        this.connection = connection;
    }

    /**
     * Returns the defaults: those of {@link ProcessOptions}, and 30 seconds for an answer.
     *
     * @return the defaults
     */
    public static ManagerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how the manager's process is started. It is a daemon whatever these say.
     *
     * @param options the process's options; its default name is {@code Manager-1} and so on
     * @return the changed copy
     */
    public ManagerOptions withProcess(ProcessOptions options) {
        return new ManagerOptions(
                Objects.requireNonNull(options, "options"), answerTimeout, connection);
    }

    /**
     * Sets how long the manager may take to answer what it does at once, and how long it may be
     * silent while somebody waits for what takes its time. A manager that is {@linkplain
     * ProcessManager#serve served} also cuts off programs that are silent for so long over TCP; a
     * message that takes longer than this to arrive counts as silence.
     *
     * @param timeout at least a millisecond; 30 seconds by default
     * @return the changed copy
     * @throws IllegalArgumentException if the timeout is shorter
     */
    public ManagerOptions withAnswerTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "the timeout of answers must be at least 1 ms: timeout=" + timeout);
        }
        return new ManagerOptions(process, timeout, connection);
    }

    /**
     * Sets how {@link ProcessManager#serve} listens and {@link ProcessManager#connect} connects:
     * TLS, limits, which classes are admitted. Processes of the session do not heed it.
     *
     * @param options by default those of {@link ConnectionOptions#defaults}
     * @return the changed copy
     */
    public ManagerOptions withConnection(ConnectionOptions options) {
        return new ManagerOptions(
                process, answerTimeout, Objects.requireNonNull(options, "options"));
    }

    /**
     * Returns how programs connect.
     *
     * @return the options of connections
     */
    public ConnectionOptions connection() {
        return connection;
    }

    /**
     * Returns how the manager's process is started.
     *
     * @return its options
     */
    public ProcessOptions process() {
        return process;
    }

    /**
     * Returns how long the manager may be silent.
     *
     * @return the timeout
     */
    public Duration answerTimeout() {
        return answerTimeout;
    }
}
