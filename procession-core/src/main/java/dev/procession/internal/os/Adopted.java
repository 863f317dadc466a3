package dev.procession.internal.os;

/**
 * Reaps processes that the kernel has given to this one because their parent has ended: to the
 * first process of a container, which has process id 1.
 *
 * <p>Each call waits for the end of a process, which its caller must have brought about. The JDK
 * waits for the children that it has started itself: whoever took the exit status of one of those
 * would have {@link Process#waitFor} hang, so this never waits for any child there may be.
 *
 * <p>Source: {@code wait(2)}.
 */
public final class Adopted {

    private static final int P_PID = 1;
    private static final int P_PGID = 2;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x1000000;

    private static final long INIT = 1;

    private final LinuxCalls calls = LinuxCalls.open();

    /** Tells whether this process is given orphans and can reap them. */
    public static boolean areOurs() {
        return ProcessHandle.current().pid() == INIT && LinuxCalls.isSupported();
    }

    /**
     * Reaps a child that the JDK knows nothing of.
     *
     * @param pid its process id
     * @return whether there was one
     */
    public boolean reap(long pid) {
        return calls.await(P_PID, pid, WEXITED) == pid;
    }

    /**
     * Reaps a child of a group whose leader was reaped.
     *
     * @param leader the id of the group
     * @return whether there was one
     */
    public boolean reapOneOf(long leader) {
        long pid = calls.await(P_PGID, leader, WEXITED | WNOWAIT);
        // The kernel may give the leader's id again when the group is empty: to a child of the JDK.
        return pid > 0 && pid != leader && reap(pid);
    }
}
