package dev.procession.internal.launch;

import dev.procession.internal.os.Lifeline;
import dev.procession.internal.util.FaultPoint;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends this process, with the outside commands it has started, when its parent has ended.
 *
 * <p>From the first moment on a thread waits for the end of the pipe that only the parent holds. It
 * can do so only while Java runs: not in a process that was stopped, nor while a collection waits
 * for a thread in a critical native call. So the kernel takes over some time later, by the {@link
 * Lifeline}; not at once, since that costs a young JVM a tenth of a second of processor time.
 *
 * <p>A thread in a system call also holds up the end of its JVM, by 300 milliseconds. To get it out
 * of there this process writes a byte into the pipe that it reads.
 */
final class ParentWatch implements Runnable {

    /** Why the thread has to leave its system call. */
    private enum Order {
        ARM,
        LEAVE
    }

    private final FileInputStream pipe;
    private final int descriptor;
    private final long parentPid;
    private @Nullable Order order;

    /** Once the kernel watches, a byte in the pipe would be taken for its end. */
    private boolean isReading = true;

    ParentWatch(FileInputStream pipe, int descriptor, long parentPid) {
        this.pipe = pipe;
        this.descriptor = descriptor;
        this.parentPid = parentPid;
    }

    /** Has the kernel take over. */
    void arm() {
        give(Order.ARM);
    }

    /** Has the thread end, because the JVM does. */
    void leave() {
        give(Order.LEAVE);
    }

    private synchronized void give(Order given) {
        if (order != Order.LEAVE) {
            order = given;
        }
        if (isReading) {
            try (FileOutputStream self = new FileOutputStream("/proc/self/fd/" + descriptor)) {
                self.write(0);
            } catch (IOException noProc) {
                // Then it goes on reading, which is slower to end and otherwise as good.
                return;
            }
        }
    }

    @Override
    public void run() {
        boolean watches = true;
        while (watches) {
            awaitByte();
            Order taken = take();
            watches = taken == null || (taken == Order.ARM && !hasArmed() && resumes());
        }
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

    private void endWithParent() {
        try {
            ProcessGroup.killRest(ProcessHandle.current().pid());
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private synchronized @Nullable Order take() {
        Order taken = order;
        if (taken == Order.ARM) {
            order = null;
            isReading = false;
        }
        return taken;
    }

    private boolean hasArmed() {
        FaultPoint.hit("child.arm");
        try {
            if (Lifeline.arm(parentPid, descriptor) != null) {
                return false;
            }
        } catch (OutOfMemoryError | LinkageError | IllegalStateException noCalls) {
            return false;
        } finally {
            FaultPoint.hit("child.armed");
        }
        letGoOfPipe();
        return true;
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

    /** Goes on reading, unless the order to leave came meanwhile. */
    private synchronized boolean resumes() {
        isReading = true;
        return order != Order.LEAVE;
    }
}
