package dev.procession;

/**
 * A daemon is running or being started, so that it is not started once more, nor removed.
 *
 * @since 0.1
 */
public final class DaemonRunningException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** The daemon's name. */
    private final String daemon;

    /** Its process id, or 0. */
    private final long pid;

    /**
     * Creates an exception.
     *
     * @param daemon the daemon's name
     * @param pid its process id, 0 if it is being started
     * @param what says who has it, and what to do
     */
    public DaemonRunningException(String daemon, long pid, String what) {
        super("[daemon " + daemon + "] " + what, null);
        this.daemon = daemon;
        this.pid = pid;
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
     * Returns the process id of the daemon that runs.
     *
     * @return the pid; 0 if it is being started
     */
    public long pid() {
        return pid;
    }
}
