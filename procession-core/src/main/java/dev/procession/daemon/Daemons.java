package dev.procession.daemon;

import dev.procession.TaskAction;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Services that run on when the program that has started them has ended: what Unix calls daemons.
 *
 * {@snippet :
 * Daemons.start("clock", Clock::serve);              // returns when it is up
 * System.out.println(Daemons.ping("clock"));         // PT0.000412S, from any program of this user
 * System.out.println(Daemons.status("clock"));
 * Daemons.stop("clock");
 * }
 *
 * <p>A daemon has a name, of which there is one at a time; a second start is refused, and says who
 * has it. It is a process of its own: its parent is process 1 or the nearest subreaper, it leads a
 * session without a terminal, its directory is {@code /}, its standard input is empty, and what it
 * writes goes to a log that is kept from growing ({@link DaemonOptions#withLog}). It ends neither
 * with the program that has started it nor with the terminal of that, however they end. Like a
 * program that a user starts it is the root of a session: its workers and children end with it.
 *
 * <p>The body is copied, as that of a {@link dev.procession.process.JavaProcess}, with statics that
 * start afresh. The classes it needs have to be on the class path or module path. Handles of
 * queues, locks, pipes and managers are of this program and are refused; a named {@link
 * dev.procession.memory.SharedMemory} is not.
 *
 * <p>The daemon runs until its body has returned and its other threads that are not daemons have
 * ended; or its body throws; or somebody stops it. To {@linkplain #stop stop} it first interrupts
 * the body's thread; once that returns the JVM shuts down, whatever other threads do.
 *
 * <p>The files of a daemon (its log, process id, socket, what it runs, what it left when it
 * crashed) are in the directory {@code procession-daemons-<user>/<name>} in {@code java.io.tmpdir},
 * or where {@code -Dprocession.directory} says, which nobody else can enter. Whether it lives is
 * told by a lock that it holds, which the kernel drops when it ends, never by a number in a file.
 * What it captures is kept there for {@link #restart}; do not have it capture a password.
 *
 * <p>Every hour a daemon makes its files look fresh, so that those leave them alone who clean up
 * what is old; of one that has ended they remove them in the end. If somebody removes the files of
 * a daemon that lives, it makes them anew within five seconds, its log as an empty one. Until then
 * {@link #start} is refused, {@link #status} tells and {@link #stop} ends it all the same, by its
 * command line in {@code /proc}. Should another one of its name have come up, where that could not
 * be seen, the earlier one ends and says so in the log. The place is not {@code XDG_RUNTIME_DIR}:
 * that is removed at the user's last logout, which daemons outlive, and programs that are not of a
 * login, those of {@code cron} for example, are not told of it.
 *
 * <p>What ends a whole control group or login at once ends its daemons, too: the stop of a
 * container or of a systemd service, and a logout where {@code KillUserProcesses} is set.
 *
 * <p>Linux only, with the programs {@code sh}, {@code setsid} of util-linux and {@code mkfifo}. All
 * methods may be called by any thread of any program of the same user.
 *
 * @since 0.1
 */
public final class Daemons {

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

    private Daemons() {}

    /**
     * Starts a daemon with default options.
     *
     * @param name its name: 1 to 40 letters, digits, dots, hyphens and underscores
     * @param body what it runs
     * @return how it stands, which is that it runs
     * @throws dev.procession.DaemonRunningException if there is one of that name
     * @throws dev.procession.DaemonStartException if it ends in its first moments
     * @throws dev.procession.CodecException if the body cannot be encoded
     * @throws IllegalArgumentException if the name is malformed, or the body's class is not on the
     *     class path or module path
     * @throws UncheckedIOException if the system refuses to start it
     */
    public static DaemonStatus start(String name, TaskAction body) {
        return start(name, DaemonOptions.defaults(), body);
    }

    /**
     * Starts a daemon, and waits until it is up: it has called {@link #ready}, or has run for the
     * {@linkplain DaemonOptions#withSettleTime settle time}.
     *
     * <p><b>Blocking.</b> For at most the start timeout and the settle time. Not interruptible.
     *
     * <p><b>If this program dies</b> meanwhile the daemon starts all the same, or does not; {@link
     * #status} tells.
     *
     * @param name its name: 1 to 40 letters, digits, dots, hyphens and underscores
     * @param options how it is started
     * @param body what it runs
     * @return how it stands, which is that it runs
     * @throws dev.procession.DaemonRunningException if there is one of that name
     * @throws dev.procession.DaemonStartException if its body throws or ends in its first moments,
     *     which the exception has the last lines and the cause of; nothing of it runs then
     * @throws dev.procession.CodecException if the body cannot be encoded
     * @throws IllegalArgumentException if the name is malformed, or the body's class is not on the
     *     class path or module path
     * @throws IllegalStateException if this is a child that decodes its work or runs a static
     *     initializer
     * @throws UncheckedIOException if the system refuses to start it
     */
    public static DaemonStatus start(String name, DaemonOptions options, TaskAction body) {
        Self.refuseWhileDecoding("a daemon");
        Objects.requireNonNull(options, "options");
        byte[] encoded = Starter.encode(body);
        return in(name, files -> Starter.start(files, options, encoded));
    }

    /**
     * Says that this daemon is up, so that who starts it waits no longer. Called by its body, when
     * it listens for example; only the first call does something.
     *
     * @throws IllegalStateException if this process is no daemon
     */
    public static void ready() {
        Service service = Service.ofThisProcess();
        if (service == null) {
            throw new IllegalStateException(
                    "only the body of a daemon says that it is up, and this process is none");
        }
        service.ready();
    }

    /**
     * Tells how a daemon stands.
     *
     * @param name its name
     * @return whether it runs, since when, or what has ended it, and the last lines of its log
     * @throws IllegalArgumentException if the name is malformed
     * @throws UncheckedIOException if its files cannot be read
     */
    public static DaemonStatus status(String name) {
        return in(name, Look::at);
    }

    /**
     * Tells how all daemons of this user stand, those included that have ended and were not
     * removed.
     *
     * @return as {@link #status}, in the order of their names; one whose files cannot be read is
     *     {@link DaemonStatus.State#UNKNOWN}, and says why
     * @throws UncheckedIOException if the directory of all cannot be read
     */
    public static List<DaemonStatus> list() {
        try {
            List<DaemonStatus> all = new ArrayList<>();
            for (DaemonFiles each : DaemonFiles.all()) {
                DaemonStatus status = lookAt(each);
                if (status.state() != DaemonStatus.State.ABSENT) {
                    all.add(status);
                }
            }
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException("the daemons cannot be listed", failure);
        }
    }

    /** The others are told, whatever is wrong with this one. */
    private static DaemonStatus lookAt(DaemonFiles files) {
        try {
            return Look.at(files);
        } catch (IOException failure) {
            return Look.unreadable(files, failure);
        }
    }

    /**
     * Asks a daemon whether it answers, for at most two seconds.
     *
     * @param name its name
     * @return how long the answer took
     * @throws TimeoutException if it lives and does not answer in time, since it hangs or is
     *     stopped
     * @throws IllegalStateException if it does not run
     * @throws IllegalArgumentException if the name is malformed
     * @throws UncheckedIOException if it runs and cannot be asked
     */
    public static Duration ping(String name) throws TimeoutException {
        return ping(name, PING_TIMEOUT);
    }

    /**
     * Asks a daemon whether it answers. A thread of its own does, so that an answer says that its
     * JVM works, not that its body has nothing to do.
     *
     * @param name its name
     * @param timeout how long to wait for the answer, positive
     * @return how long the answer took
     * @throws TimeoutException if it lives and does not answer in time, since it hangs or is
     *     stopped
     * @throws IllegalStateException if it does not run
     * @throws IllegalArgumentException if the name is malformed, or the timeout not positive
     * @throws UncheckedIOException if it runs and cannot be asked
     */
    public static Duration ping(String name, Duration timeout) throws TimeoutException {
        requirePositive("timeout", timeout);
        DaemonFiles files = files(name);
        try {
            return Question.ask(files, Doorkeeper.PING, timeout);
        } catch (TimeoutException late) {
            // Perhaps it stands still, and there is a remedy.
            throw status(name).trouble().map(text -> explained(late, text)).orElse(late);
        } catch (IOException noAnswer) {
            throw unasked(status(name), noAnswer);
        }
    }

    private static TimeoutException explained(TimeoutException late, String trouble) {
        TimeoutException explained = new TimeoutException(late.getMessage() + "; " + trouble);
        explained.initCause(late);
        return explained;
    }

    private static RuntimeException unasked(DaemonStatus status, IOException noAnswer) {
        String daemon = "[daemon " + status.name() + "] ";
        if (status.isRunning()) {
            return new UncheckedIOException(
                    daemon
                            + "it runs, but cannot be asked: "
                            + status.trouble().orElse(Shortage.describe(noAnswer)),
                    noAnswer);
        }
        if (status.state() == DaemonStatus.State.ABSENT) {
            return new IllegalStateException(daemon + "there is none of this name", noAnswer);
        }
        return new IllegalStateException(
                daemon
                        + "it does not run: state="
                        + status.state()
                        + status.ending().map(text -> "; " + text).orElse(""),
                noAnswer);
    }

    /**
     * Ends a daemon, with a grace of five seconds.
     *
     * @param name its name
     * @return how it stands then; {@link DaemonStatus.State#ABSENT} if there was none
     * @throws InterruptedException if interrupted while waiting; the daemon may run on
     * @throws IllegalArgumentException if the name is malformed
     */
    public static DaemonStatus stop(String name) throws InterruptedException {
        return stop(name, STOP_GRACE);
    }

    /**
     * Ends a daemon by a ladder: it is asked to, which interrupts its body; past the grace it gets
     * SIGTERM, which runs its shutdown hooks; and past the grace once more SIGKILL, with all
     * processes below it. One that does not answer gets SIGTERM within two seconds; one that a
     * signal has stopped gets SIGCONT first, and the end of a start is waited for. Does nothing if
     * it does not run.
     *
     * <p><b>Blocking.</b> Until it has ended, so for twice the grace and a little more; and for the
     * grace once more if it is being started.
     *
     * @param name its name
     * @param grace how long it has for each of the two steps, positive
     * @return how it stands then; {@link DaemonStatus.State#STARTING} if its start lasts longer
     * @throws InterruptedException if interrupted while waiting; the daemon may run on
     * @throws IllegalArgumentException if the name is malformed, or the grace not positive
     * @throws UncheckedIOException if its files cannot be read
     */
    public static DaemonStatus stop(String name, Duration grace) throws InterruptedException {
        requirePositive("grace", grace);
        DaemonFiles files = files(name);
        try {
            return Stopper.stop(files, grace);
        } catch (IOException failure) {
            throw failed(files, failure);
        }
    }

    /**
     * Ends a daemon if it runs, and starts it with the same options and the same captured values as
     * the last time, in a JVM as it was then. Its environment is that of this program.
     *
     * @param name its name
     * @return how it stands, which is that it runs
     * @throws InterruptedException if interrupted while it is stopped; then it is not started
     * @throws IllegalStateException if there never was one of that name
     * @throws dev.procession.DaemonStartException if it ends in its first moments
     * @throws dev.procession.DaemonRunningException if somebody else has started it meanwhile
     */
    public static DaemonStatus restart(String name) throws InterruptedException {
        return restart(name, STOP_GRACE);
    }

    /**
     * As {@link #restart(String)}.
     *
     * @param name its name
     * @param grace as for {@link #stop(String, Duration)}
     * @return how it stands, which is that it runs
     * @throws InterruptedException if interrupted while it is stopped; then it is not started
     */
    public static DaemonStatus restart(String name, Duration grace) throws InterruptedException {
        Self.refuseWhileDecoding("a daemon");
        requirePositive("grace", grace);
        Optional<Settings> known = in(name, files -> Settings.read(files.settings()));
        Settings settings =
                known.orElseThrow(() ->
                        new IllegalStateException(
                                "[daemon "
                                        + name
                                        + "] there is none to be started again: start it"));
        stop(name, grace);
        return in(name, files -> Starter.startAgain(files, settings));
    }

    /**
     * Removes what a daemon that has ended has left: its log, and what it would be started again
     * with.
     *
     * @param name its name
     * @return whether there was anything
     * @throws dev.procession.DaemonRunningException if it runs or is being started
     * @throws IllegalArgumentException if the name is malformed
     */
    public static boolean remove(String name) {
        return in(name, files -> files.exist() && Starter.remove(files));
    }

    private static void requirePositive(String what, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(what + " must be positive: " + what + "=" + time);
        }
    }

    /** What is done with the files of a daemon. */
    private interface Work<T> {
        T apply(DaemonFiles files) throws IOException;
    }

    private static <T> T in(String name, Work<T> work) {
        DaemonFiles files = files(name);
        try {
            return work.apply(files);
        } catch (IOException failure) {
            throw failed(files, failure);
        }
    }

    private static DaemonFiles files(String name) {
        try {
            return DaemonFiles.of(name);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "[daemon " + name + "] there is no place for it: " + Shortage.describe(failure),
                    failure);
        }
    }

    private static UncheckedIOException failed(DaemonFiles files, IOException failure) {
        return new UncheckedIOException(
                "[daemon " + files.name() + "] " + Look.cannotBeUsed(files, failure), failure);
    }
}
