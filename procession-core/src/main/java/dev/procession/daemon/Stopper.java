package dev.procession.daemon;

import dev.procession.internal.launch.DaemonLaunch;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a daemon by the ladder: a request, SIGTERM, SIGKILL to it and all below it. One that a
 * signal has stopped is continued first, since it would heed nothing but SIGKILL.
 */
final class Stopper {

    /** A daemon that hangs does not answer, and would have taken its time for nothing. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    /** What the kernel may take to end a process that was killed. */
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(10);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Stopper() {}

    /** Tells whether a daemon lives, or another state of it lasts. */
    private interface Life {
        boolean isThere() throws IOException;
    }

    /**
     * Ends it.
     *
     * @param grace how long it has after the request, and once more after SIGTERM
     * @return how it stands then; starting if that lasts, and running only if the kernel itself
     *     does not get it to end
     */
    static DaemonStatus stop(DaemonFiles files, Duration grace)
            throws IOException, InterruptedException {
        // One that is being started, or makes its files anew, has its lock soon.
        hasEnded(
                () -> !NameLocks.isTaken(files.pid()) && NameLocks.isTaken(files.starting()),
                grace);
        if (NameLocks.isTaken(files.pid())) {
            PidFile running = Look.process(files);
            resume(running);
            if (!(request(files, grace) && hasEnded(files, grace))) {
                signal(files, grace);
            }
            awaitGone(files, running);
            return Look.at(files);
        }
        PidFile stray = Look.stray(files);
        ProcessHandle process = stray == null ? null : stray.process().orElse(null);
        if (stray != null && process != null) {
            resume(stray);
            signal(process, grace, stray::isThere);
        }
        return Look.at(files);
    }

    private static void resume(@Nullable PidFile process) throws IOException {
        if (process != null && Look.standstill(process) != null) {
            DaemonLaunch.resume(process.pid());
        }
    }

    private static boolean request(DaemonFiles files, Duration grace) {
        try {
            Duration most = grace.compareTo(LONGEST_ANSWER) < 0 ? grace : LONGEST_ANSWER;
            Question.ask(files, Doorkeeper.STOP, most);
            return true;
        } catch (IOException | TimeoutException doesNotAnswer) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.DEBUG,
                            "asking the daemon " + files.name() + " to stop",
                            doesNotAnswer);
            return false;
        }
    }

    private static void signal(DaemonFiles files, Duration grace)
            throws IOException, InterruptedException {
        ProcessHandle process = process(files);
        boolean isKilled =
                process != null && signal(process, grace, () -> NameLocks.isTaken(files.pid()));
        if (isKilled && Ending.read(files.ending()) == null) {
            Ending.orderly("it was asked to stop, and killed since it did not within its grace")
                    .write(files.ending());
        }
    }

    /**
     * SIGTERM, and SIGKILL past the grace.
     *
     * @return whether it was killed, and has ended by that
     */
    private static boolean signal(ProcessHandle process, Duration grace, Life life)
            throws IOException, InterruptedException {
        process.destroy();
        if (hasEnded(life, grace)) {
            return false;
        }
        DaemonLaunch.killTree(process);
        return hasEnded(life, LAST_MOMENTS);
    }

    /**
     * The lock says that a daemon lives, and then its process can be found: null if not any more.
     */
    private static @Nullable ProcessHandle process(DaemonFiles files)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Times.nanos(LAST_MOMENTS);
        while (NameLocks.isTaken(files.pid()) && System.nanoTime() < deadline) {
            PidFile found = Look.process(files);
            ProcessHandle process = found == null ? null : found.process().orElse(null);
            if (process != null) {
                return process;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
        return null;
    }

    /** The kernel drops the locks of a process that ends before it has ended. */
    private static void awaitGone(DaemonFiles files, @Nullable PidFile process)
            throws IOException, InterruptedException {
        if (process != null) {
            hasEnded(() -> !NameLocks.isTaken(files.pid()) && process.isThere(), LAST_MOMENTS);
        }
    }

    /** A process that nobody reaps has ended all the same: it has no locks. */
    static boolean hasEnded(DaemonFiles files, Duration within)
            throws IOException, InterruptedException {
        return hasEnded(() -> NameLocks.isTaken(files.pid()), within);
    }

    private static boolean hasEnded(Life life, Duration within)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Times.nanos(within);
        boolean isThere = life.isThere();
        while (isThere && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
            isThere = life.isThere();
        }
        return !isThere;
    }
}
