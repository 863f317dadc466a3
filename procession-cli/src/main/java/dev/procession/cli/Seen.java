package dev.procession.cli;

import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.ProcessSight;
import dev.procession.internal.ring.QueueGlance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All of this user's sessions, as they were seen at one moment.
 *
 * @param sessions the sessions, the oldest root first
 * @param nanos when that was, by {@link System#nanoTime}
 */
record Seen(List<Session> sessions, long nanos) {

    /** Copies the list. */
    Seen {
        sessions = List.copyOf(sessions);
    }

    /**
     * A session.
     *
     * @param directory where its files are
     * @param root the pid of its first process
     * @param processes that one, and all below it
     * @param pools the pools, by those who own them
     * @param queues queues and pipes
     */
    record Session(
            Path directory,
            long root,
            List<Row> processes,
            List<Pool> pools,
            List<QueueGlance> queues) {}

    /**
     * A pool.
     *
     * @param owner the pid of the process that has it
     * @param told what that tells
     */
    record Pool(long owner, DeskReport.Pool told) {}

    /**
     * A process.
     *
     * @param os what the system tells
     * @param session the directory of its session
     * @param depth how many processes of the session are above it
     * @param told what its owner tells; null if nobody has
     * @param name what it is called
     * @param role what it is for, in a word
     * @param residentBytes how much memory it has for itself
     * @param what what it does: its task, or its command
     * @param note what is wrong with it; empty if nothing is known to be
     */
    record Row(
            ProcessSight os,
            Path session,
            int depth,
            DeskReport.@Nullable Child told,
            String name,
            String role,
            long residentBytes,
            String what,
            String note) {

        long pid() {
            return os.pid();
        }

        /** Tells whether this is the same process, seen at another time. */
        boolean isSame(Row other) {
            return pid() == other.pid() && os.handle().equals(other.os.handle());
        }

        /** Returns a word for how it is. */
        String state() {
            if (os.isStopped()) {
                return "stopped";
            }
            if (os.isZombie()) {
                return "ended";
            }
            return told == null || told.state() == DeskReport.State.UNKNOWN
                    ? "runs"
                    : told.state().name().toLowerCase(Locale.ROOT);
        }

        String pool() {
            return told == null ? "" : told.pool();
        }

        /** Returns for how long its task has run; zero if it runs none. */
        Duration age() {
            return Duration.ofNanos(told == null ? 0 : told.taskNanos());
        }

        /** Returns how many tasks it has done; −1 if it does none. */
        long tasksDone() {
            return told == null ? -1 : told.tasksDone();
        }

        /** Returns how people tell it from others: {@code render-1 (pid 4711)}. */
        String describe() {
            return name + " (pid " + pid() + ")";
        }
    }

    /** Returns the processes of all sessions, each below the one that has started it. */
    List<Row> rows() {
        return sessions.stream().flatMap(each -> each.processes().stream()).toList();
    }
}
