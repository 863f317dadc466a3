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
        /** It has ended because somebody wanted it to, or its body had returned. */
        STOPPED,
        /** It has ended otherwise. */
        CRASHED
    }

    /** Copies the lines. */
    public DaemonStatus {
        lastLogLines = List.copyOf(lastLogLines);
    }

    /**
     * Tells whether it lives.
     *
     * @return whether its state is {@link State#RUNNING}
     */
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
