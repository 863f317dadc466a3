package dev.procession.internal.launch;

import dev.procession.internal.os.Lifeline;
import dev.procession.internal.util.FaultPoint;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this process, with the outside commands it has started, when its parent has ended.
 *
 * <p>From the first moment on a thread waits for the end of the pipe that only the parent holds. It
 * can do so only while Java runs: not in a process that was stopped, nor while a collection waits
 * for a thread in a critical native call. So the kernel takes over some time later, by the {@link
 * Lifeline}; not at once, since that costs a young JVM a tenth of a second of processor time.
 *
 * <p>A thread in a system call holds up the end of its JVM by 300 milliseconds. To get it out of
 * there this process writes a byte into the pipe that it reads. While the JVM shuts down, which may
 * take long, the thread looks for the parent now and then instead.
 */
final class ParentWatch implements Runnable {

    private static final long LOOK_NANOS = 50_000_000;

    private final FileInputStream pipe;
    private final int descriptor;
    private final long parentPid;

    /** Once the kernel watches, a byte in the pipe would be taken for its end. */
    private boolean isReading = true;

    private boolean isArmWanted;
    private boolean isLeaving;
    private volatile Lifeline.Outcome outcome = Lifeline.Outcome.NOT_NOW;

    ParentWatch(FileInputStream pipe, int descriptor, long parentPid) {
        this.pipe = pipe;
        this.descriptor = descriptor;
        this.parentPid = parentPid;
    }

    /** Tells whether to have the kernel take over is worth a try, or another one. */
    boolean mayArm() {
        return Lifeline.isSupported() && outcome == Lifeline.Outcome.NOT_NOW;
    }

    /** Has the kernel take over, if it can. */
    synchronized void arm() {
        isArmWanted = true;
        wake();
    }

    /** Gets the thread out of its system call, because the JVM shuts down. */
    synchronized void leave() {
        isLeaving = true;
        wake();
    }

    private void wake() {
        File self = new File("/proc/self/fd/" + descriptor);
        // A task may have closed it by a native call, and opened a file of its own in its place.
        if (isReading && !self.isFile()) {
            try (FileOutputStream writer = new FileOutputStream(self)) {
                writer.write(0);
            } catch (IOException noDescriptor) {
                // It goes on reading, which is slower to end and otherwise as good.
                return;
            }
        }
    }

    @Override
    public void run() {
        while (outcome != Lifeline.Outcome.ARMED) {
            if (mayBlock()) {
                awaitByte();
            } else {
                look();
            }
            if (isToArm()) {
                outcome = tryToArm();
            }
        }
    }

    private synchronized boolean mayBlock() {
        isReading = !isLeaving;
        return isReading;
    }

    private synchronized boolean isToArm() {
        boolean isWanted = isArmWanted;
        isArmWanted = false;
        isReading &= !isWanted;
        return isWanted;
    }

    private void awaitByte() {
        try {
            if (pipe.read() < 0) {
                endWithParent();
            }
        } catch (IOException noPipe) {
            endWithParent();
        }
    }

    private void look() {
        LockSupport.parkNanos(LOOK_NANOS);
        // A task may interrupt all threads: this one must not spin for that.
        Thread.interrupted();
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        boolean isThere = parent.isPresent() && parent.get().pid() == parentPid;
        if (!isThere) {
            endWithParent();
        }
    }

    private void endWithParent() {
        try {
            ProcessGroup.killOwn();
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private Lifeline.Outcome tryToArm() {
        FaultPoint.hit("child.arm");
        try {
            Lifeline.Outcome tried = Lifeline.arm(parentPid, descriptor);
            if (tried == Lifeline.Outcome.ARMED) {
                letGoOfPipe();
            } else if (tried == Lifeline.Outcome.REFUSED) {
                sayRefused();
            }
            return tried;
        } catch (OutOfMemoryError | LinkageError | IllegalStateException noCalls) {
            return Lifeline.Outcome.NOT_NOW;
        } finally {
            FaultPoint.hit("child.armed");
        }
    }

    /** Once for a session, since all its children are refused. */
    private static void sayRefused() {
        if (Session.current().isFirstToSay("refused-lifeline")) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "the kernel refuses to end workers with their parent (setpgid, or"
                                    + " fcntl with F_SETOWN and F_SETSIG; perhaps by a seccomp"
                                    + " profile): a thread of each worker sees to it instead,"
                                    + " as soon as the worker runs if it was stopped");
        }
    }

    /** The armed lifeline is a descriptor of its own. */
    private void letGoOfPipe() {
        if (descriptor != 0) {
            try {
                pipe.close();
            } catch (IOException onlyHeldLonger) {
                return;
            }
        }
    }
}
