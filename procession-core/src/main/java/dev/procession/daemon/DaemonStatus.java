package dev.procession.daemon;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a daemon stands, as it was when somebody looked.
 *
 * @param name its name
 * @param state whether it runs
 * @param pid its process id, or the one that it had; empty if that is not known
 * @param since when it began; empty if that is not known
 * @param ending what has ended it; empty if it runs, or never did
 * @param trouble what is wrong with it although it has not ended, and what to do; empty if nothing
 *     is known to be
 * @param crashReport the {@code hs_err} file of its JVM, if that has crashed
 * @param log the file that has what it wrote
 * @param lastLogLines the last lines of that, at most ten
 * @since 0.1
 */
public record DaemonStatus(
        String name,
        State state,
        OptionalLong pid,
        Optional<Instant> since,
        Optional<String> ending,
        Optional<String> trouble,
        Optional<Path> crashReport,
        Path log,
        List<String> lastLogLines) {

    /** Whether a daemon runs. */
    public enum State {
        /** No daemon of this name was ever started, or it was removed. */
        ABSENT,
        /** Somebody is starting it. */
        STARTING,
        /** It lives: its process holds the lock of its name. */
        RUNNING,
        /**
         * It lives and does nothing: a signal has stopped it, SIGSTOP for example, or a debugger
         * holds it. {@link DaemonStatus#trouble} says how it goes on.
         */
        SUSPENDED,
        /** It has ended because somebody wanted it to, or its body had returned. */
        STOPPED,
        /** It has ended otherwise. */
        CRASHED,
        /**
         * Nobody can tell, since its files cannot be read. {@link DaemonStatus#trouble} says why.
         */
        UNKNOWN
    }

    /** Copies the lines. */
    public DaemonStatus {
        lastLogLines = List.copyOf(lastLogLines);
    }

    /**
     * Tells whether it lives.
     *
     * @return whether its state is {@link State#RUNNING} or {@link State#SUSPENDED}
     */
    public boolean isRunning() {
        return state == State.RUNNING || state == State.SUSPENDED;
    }
}
