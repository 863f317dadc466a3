package dev.procession.internal.os;

import org.jspecify.annotations.Nullable;

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
 *   <li>second line: the parent-death signal, with a look at the parent's pid after it was set.
 * </ol>
 *
 * <p>The parent never writes to the pipe after that: any byte would be taken for its end. A command
 * that calls {@code setsid} escapes the group.
 *
 * <p>Sources: {@code fcntl(2)}, {@code prctl(2)}.
 */
public final class Lifeline {

    private static final int SIGKILL = 9;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETOWN = 8;
    private static final int F_SETSIG = 10;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_ASYNC = 0x2000;

    private Lifeline() {}

    /**
     * Arms the lifeline; where it cannot, the caller has to watch for the end of standard input. A
     * parent that has died already ends this process here.
     *
     * @param parentPid the pid of the process that must be our parent
     * @param descriptor of the pipe; if it is not 0, the first two steps were done by who started
     *     us
     * @return null if armed, otherwise why not
     */
    public static @Nullable String arm(long parentPid, int descriptor) {
        if (!LinuxCalls.isSupported()) {
            return "not Linux on x86-64 or aarch64";
        }
        LinuxCalls calls = LinuxCalls.open();
        if (descriptor == 0 && calls.leadOwnProcessGroup() != 0) {
            return "setpgid failed";
        }
        int pipe = (int) calls.fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
        if (pipe < 0) {
            return "moving the pipe off standard input failed";
        }
        if (!armKernel(calls, pipe)) {
            // The descriptor that we came with is as it was: its end of file can be watched.
            return "fcntl refused the kill signal";
        }
        String trouble =
                descriptor == 0 ? replaceStandardInput(calls) : closeOriginal(calls, descriptor);
        return trouble != null ? trouble : watchParent(calls, parentPid);
    }

    private static boolean armKernel(LinuxCalls calls, int pipe) {
        return calls.fcntl(pipe, F_SETOWN, -calls.pid()) == 0
                && calls.fcntl(pipe, F_SETSIG, SIGKILL) == 0
                && calls.fcntl(pipe, F_SETFL, calls.fcntl(pipe, F_GETFL, 0) | O_ASYNC) == 0;
    }

    private static @Nullable String closeOriginal(LinuxCalls calls, int descriptor) {
        return calls.close(descriptor) == 0 ? null : "the pipe's first descriptor cannot be closed";
    }

    private static @Nullable String replaceStandardInput(LinuxCalls calls) {
        long empty = calls.openToRead("/dev/null");
        if (empty < 0) {
            return "/dev/null cannot be opened";
        }
        boolean replaced = calls.duplicateOnto(empty, 0) == 0;
        calls.close(empty);
        return replaced ? null : "standard input cannot be replaced";
    }

    private static @Nullable String watchParent(LinuxCalls calls, long parentPid) {
        calls.signalOnParentDeath(SIGKILL);
        if (calls.parentPid() != parentPid) {
            // The parent died before the kernel watched it; the end of file says so, too.
            calls.signalOwnGroup(SIGKILL);
            Runtime.getRuntime().halt(1);
        }
        return null;
    }
}
