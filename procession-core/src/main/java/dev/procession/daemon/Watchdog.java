package dev.procession.daemon;

import dev.procession.internal.launch.DaemonLaunch;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Kills a daemon that is not up in time, and tells whoever waits for its report. */
final class Watchdog implements AutoCloseable {

    private final DaemonLaunch launch;
    private long deadline;
    private boolean isDone;
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
    }

    /** Changes the time that is left. */
    synchronized void limit(Duration left) {
        deadline = System.nanoTime() + Times.nanos(left);
        notifyAll();
    }

    private void run() {
        if (!isLate()) {
            return;
        }
        try {
            // First, since the end of the stream comes with the end of the process.
            launch.interject(Report.TOO_LATE);
        } catch (IOException nobodyReads) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "telling that a start is late", nobodyReads);
        } finally {
            kill();
        }
    }

    private synchronized void kill() {
        if (process != null) {
            DaemonLaunch.killTree(process);
        }
    }

    private synchronized boolean isLate() {
        long left = deadline - System.nanoTime();
        while (!isDone && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException nobodyShould) {
                return false;
            }
            left = deadline - System.nanoTime();
        }
        return !isDone;
    }

    @Override
    public synchronized void close() {
        isDone = true;
        notifyAll();
    }
}
