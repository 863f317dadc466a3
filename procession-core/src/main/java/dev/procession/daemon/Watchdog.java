package dev.procession.daemon;

import dev.procession.internal.launch.DaemonLaunch;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Kills a daemon that is not up in time. It is either let go in time or killed, whatever is heard
 * of it meanwhile, and also if its process becomes known only then.
 */
final class Watchdog implements AutoCloseable {

    /** How long past its time the process id is waited for, so that it can be killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DaemonLaunch launch;
    private long deadline;
    private boolean isDone;
    private boolean isLate;
    private @Nullable ProcessHandle process;

    Watchdog(DaemonLaunch launch, Duration limit) throws IOException {
        this.launch = launch;
        this.deadline = System.nanoTime() + Times.nanos(limit);
        Thread thread = new Thread(null, this::run, "procession-daemon-start", 0, false);
        thread.setDaemon(true);
        Shortage.start(thread);
    }

    /** Says which process it is. */
    synchronized void watch(long pid) {
        process = ProcessHandle.of(pid).orElse(null);
        if (isLate) {
            kill();
        }
        notifyAll();
    }

    /** Changes the time that is left. */
    synchronized void limit(Duration left) {
        deadline = System.nanoTime() + Times.nanos(left);
        notifyAll();
    }

    /** Lets it live. Returns false if it is too late for that. */
    synchronized boolean letGo() {
        isDone = true;
        notifyAll();
        return !isLate;
    }

    private void run() {
        try {
            if (isInTime()) {
                return;
            }
            FaultPoint.hit("watchdog.late");
            awaitProcess();
        } catch (IOException nobodyReads) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "telling that a start is late", nobodyReads);
        } catch (InterruptedException nobodyShould) {
            return;
        }
    }

    /** Waits until it is let go, or kills it. */
    private synchronized boolean isInTime() throws InterruptedException {
        while (!isDone && left() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left());
        }
        isLate = !isDone;
        if (isLate) {
            kill();
        }
        return isDone;
    }

    /**
     * Waits until its process is known, or it is known that there is none. If the shell that tells
     * it hangs, whoever waits for that waits no longer.
     */
    private synchronized void awaitProcess() throws IOException, InterruptedException {
        limit(PATIENCE);
        while (!isDone && process == null && left() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left());
        }
        if (!isDone && process == null) {
            launch.interject(Report.TOO_LATE);
        }
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    private void kill() {
        if (process != null) {
            DaemonLaunch.killTree(process);
        }
    }

    @Override
    public void close() {
        letGo();
    }
}
