package dev.procession.internal.os;

/**
 * Ties the life of this process, and of the outside commands it starts, to its parent's.
 *
 * <p>Standard input of a child is a pipe whose other end only the parent holds. Once armed, the
 * kernel itself sends SIGKILL to this process's group when that end closes, whatever this JVM is
 * doing (a native loop, a pending collection). Steps, in this order:
 *
 * <ol>
 *   <li>lead a process group, so that commands started by a task belong to us and a terminal's
 *       Ctrl-C does not;
 *   <li>move the pipe away from descriptor 0 and put {@code /dev/null} there: a grandchild that
 *       inherited the pipe could clear {@code O_ASYNC}, a property of the shared file description;
 *   <li>{@code F_SETOWN} to minus our group, {@code F_SETSIG} to SIGKILL, {@code O_ASYNC};
 *   <li>look whether the end had come before that.
 * </ol>
 *
 * <p>The parent never writes to the pipe after that: any byte would be taken for its end. A command
 * that calls {@code setsid} escapes the group.
 *
 * <p>The parent-death signal is neither a second line to this nor its substitute. The kernel sends
 * it to this process alone, when the parent's threads end, which is before it closes the parent's
 * descriptors: this process would be dead, and its descriptor gone, when the signal for the group
 * is due, and so would the thread that ends the group where the kernel does not.
 *
 * <p>Source: {@code fcntl(2)}.
 */
public final class Lifeline {

    private static final int SIGKILL = 9;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETOWN = 8;
    private static final int F_SETSIG = 10;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_ASYNC = 0x2000;
    private static final int O_NONBLOCK = 0x800;

    private Lifeline() {}

    /** Tells whether the kernel can be asked at all. */
    public static boolean isSupported() {
        return LinuxCalls.isSupported();
    }

    /** What came of {@link #arm}. */
    public enum Outcome {
        /** The kernel watches. */
        ARMED,
        /** There was no descriptor; there may be one later. */
        NOT_NOW,
        /** This kernel, or a profile of a container, does not allow it. */
        REFUSED
    }

    /**
     * Arms the lifeline; where it cannot, the caller has to watch for the end of standard input. A
     * parent that has died already ends this process here.
     *
     * @param parentPid the pid of the process that must be our parent
     * @param descriptor of the pipe; if it is not 0, the first two steps were done by who started
     *     us
     */
    public static Outcome arm(long parentPid, int descriptor) {
        LinuxCalls calls = LinuxCalls.open();
        if (descriptor == 0 && calls.leadOwnProcessGroup() != 0) {
            return Outcome.REFUSED;
        }
        int pipe = (int) calls.fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
        if (pipe < 0) {
            return Outcome.NOT_NOW;
        }
        if (!armKernel(calls, pipe)) {
            calls.close(pipe);
            return Outcome.REFUSED;
        }
        if (descriptor == 0) {
            emptyStandardInput(calls);
        } else {
            calls.close(descriptor);
        }
        endIfParentIsGone(calls, pipe, parentPid);
        return Outcome.ARMED;
    }

    /** Loads and links what {@link #arm} needs, and changes nothing: so that it can be recorded. */
    public static void rehearse() {
        if (isSupported()) {
            LinuxCalls.open().fcntl(0, F_GETFL, 0);
        }
    }

    private static boolean armKernel(LinuxCalls calls, int pipe) {
        long flags = calls.fcntl(pipe, F_GETFL, 0) | O_ASYNC | O_NONBLOCK;
        return calls.fcntl(pipe, F_SETOWN, -calls.pid()) == 0
                && calls.fcntl(pipe, F_SETSIG, SIGKILL) == 0
                && calls.fcntl(pipe, F_SETFL, flags) == 0;
    }

    /** If that fails, outside commands read our pipe, which is wrong and harms nobody. */
    private static void emptyStandardInput(LinuxCalls calls) {
        long empty = calls.openToRead("/dev/null");
        if (empty >= 0) {
            calls.duplicateOnto(empty, 0);
            calls.close(empty);
        }
    }

    /** The kernel tells of an end that comes; this one had come before it was asked to. */
    private static void endIfParentIsGone(LinuxCalls calls, int pipe, long parentPid) {
        if (calls.readByte(pipe) == 0 || calls.parentPid() != parentPid) {
            calls.signalOwnGroup(SIGKILL);
            Runtime.getRuntime().halt(1);
        }
    }
}
