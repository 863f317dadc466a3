package dev.procession.cli;

import dev.procession.pool.ProcessPool;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run early, whatever the reason; called by any thread.
 *
 * <ul>
 *   <li>A first signal (SIGINT, SIGTERM, SIGHUP): no more inputs are taken; what was taken may end
 *       within the grace, what has not is cancelled.
 *   <li>A second one: this JVM exits at once, and its workers with it.
 *   <li>Nobody reads the results any more: what runs is cancelled at once.
 *   <li>A failure, where the first is asked to be the last: the same.
 * </ul>
 */
final class RunControl {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Source<?> source;
    private @Nullable ProcessPool pool;
    private int exitStatus;
    private boolean isReaderGone;
    private boolean isCancelled;

    /** Says what is to be ended. */
    synchronized void begin(Source<?> from, ProcessPool by) {
        source = from;
        pool = by;
        if (exitStatus != 0) {
            from.stop();
        }
    }

    /** Says that the run has ended: nothing waits for it any more. */
    void end() {
        ended.countDown();
    }

    /** Tells whether whoever read the results has gone: there is nobody to tell anything. */
    synchronized boolean isReaderGone() {
        return isReaderGone;
    }

    /** Returns the exit status that something outside demanded, or 0. */
    synchronized int exitStatus() {
        return exitStatus;
    }

    /** Hears of a signal. */
    void signal(int status, PrintStream err) {
        boolean isFirst;
        synchronized (this) {
            isFirst = exitStatus == 0;
            exitStatus = isFirst ? status : exitStatus;
        }
        if (!isFirst) {
            killWorkers();
            System.exit(status);
        }
        err.println(
                "procession: stopping; what runs has "
                        + GRACE.toSeconds()
                        + " s to end, a second signal stops it at once");
        stopSource();
        try {
            if (!ended.await(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                cancelAll();
            }
        } catch (InterruptedException hurry) {
            cancelAll();
            Thread.currentThread().interrupt();
        }
    }

    /** Hears that results cannot be written any more. */
    void outputClosed(LostOutput lost) {
        synchronized (this) {
            if (exitStatus == 0) {
                exitStatus = lost.exitStatus();
                isReaderGone = lost.isReaderGone();
            }
        }
        cancelAll();
    }

    /** Takes no more inputs and cancels what runs. */
    void cancelAll() {
        stopSource();
        ProcessPool cancelled;
        synchronized (this) {
            if (isCancelled) {
                return;
            }
            isCancelled = true;
            cancelled = pool;
        }
        if (cancelled != null) {
            cancelled.shutdownNow();
        }
    }

    private synchronized void stopSource() {
        if (source != null) {
            source.stop();
        }
    }

    /** Closing the pool would be polite; the worker's own tree goes with the group of each. */
    private void killWorkers() {
        ProcessPool killed;
        synchronized (this) {
            killed = pool;
        }
        if (killed != null) {
            killed.workers().stream()
                    .flatMap(each -> ProcessHandle.of(each.pid()).stream())
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }
}
