package dev.procession.internal.launch;

import dev.procession.internal.os.Lifeline;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * Ends this process, with the outside commands it has started, when its parent has ended: waits for
 * the end of the pipe that only the parent holds.
 *
 * <p>This thread can do so from the first moment on, but only as long as Java runs: not while a
 * collection is pending, nor in a process that was stopped. So {@link #arm} has the kernel watch as
 * well, later, since it costs a young JVM a tenth of a second of processor time.
 */
final class ParentWatch implements Runnable {

    private final FileInputStream pipe;
    private final int descriptor;
    private final long parentPid;
    private boolean isTried;
    private boolean isArmed;

    ParentWatch(FileInputStream pipe, int descriptor, long parentPid) {
        this.pipe = pipe;
        this.descriptor = descriptor;
        this.parentPid = parentPid;
    }

    @Override
    public void run() {
        awaitEnd();
        boolean isKernelsWork = false;
        try {
            // Of a parent that is gone already this ends the whole group. If it was armed before,
            // the kernel does, or this end was that of the empty input that took the pipe's place.
            isKernelsWork = arm();
        } finally {
            if (!isKernelsWork) {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void awaitEnd() {
        int unexpected = 0;
        try {
            while (unexpected >= 0) {
                unexpected = pipe.read();
            }
        } catch (IOException gone) {
            return;
        }
    }

    /** Has the kernel watch, too; tells whether it does. */
    synchronized boolean arm() {
        if (!isTried) {
            isTried = true;
            isArmed = Lifeline.arm(parentPid, descriptor) == null;
        }
        return isArmed;
    }
}
