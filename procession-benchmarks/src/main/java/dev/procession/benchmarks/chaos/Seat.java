package dev.procession.benchmarks.chaos;

import dev.procession.ExitStatus;
import dev.procession.process.JavaProcess;
import org.jspecify.annotations.Nullable;

/**
 * A place of a {@link Gang} that one process after the other has; killed ones are followed by
 * others.
 *
 * <p>What a process does is told by {@link #life}, which counts from 1 and is not used twice as
 * pids are.
 */
final class Seat {

    private static final ExitStatus KILLED = ExitStatus.signaled(9);

    private final int index;
    private @Nullable JavaProcess process;
    private long life;
    private long doomed;
    private long beatsBefore;
    private boolean isStopped;

    Seat(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }

    /** Prepares for the next process. */
    synchronized long next(long beats) {
        process = null;
        isStopped = false;
        beatsBefore = beats;
        return ++life;
    }

    synchronized void has(JavaProcess started) {
        process = started;
    }

    synchronized long life() {
        return life;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive() && doomed < life;
    }

    /** Tells whether its process has got something done. */
    synchronized boolean isGrown(long beats) {
        return isAlive() && beats > beatsBefore;
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    /** Kills its process, if that is alive. */
    synchronized void kill(Runnable before) {
        JavaProcess now = process;
        if (now != null && isAlive()) {
            doomed = life;
            before.run();
            now.kill();
        }
    }

    /** Tells whether its process, which has ended, was killed, and not by anything else. */
    synchronized boolean wasKilled(ExitStatus status) {
        return doomed == life && status.equals(KILLED);
    }

    synchronized boolean stop() {
        ProcessHandle handle = handle();
        isStopped = handle != null && Signals.stop(handle);
        return isStopped;
    }

    /** Continues the process that was stopped, unless it has gone. */
    synchronized void resume(long stoppedLife) {
        if (isStopped && life == stoppedLife) {
            isStopped = false;
            ProcessHandle handle = handle();
            if (handle != null) {
                Signals.resume(handle);
            }
        }
    }

    /** Our own child, which has not been reaped: its pid is not another one's. */
    private @Nullable ProcessHandle handle() {
        JavaProcess now = process;
        return now == null || !now.isAlive()
                ? null
                : ProcessHandle.of(now.pid())
                        .filter(each ->
                                each.parent().filter(ProcessHandle.current()::equals).isPresent())
                        .orElse(null);
    }
}
