package dev.procession.internal.os;

import java.util.function.BooleanSupplier;

/**
 * A signal to a process that is held by a descriptor meanwhile, so that it cannot end and have its
 * pid given to another one between the look who it is and the signal.
 *
 * <p>Source: {@code pidfd_open(2)}, {@code pidfd_send_signal(2)}, since Linux 5.3.
 */
public final class ProcessSignal {

    private static final int ESRCH = 3;

    private ProcessSignal() {}

    /** How it went. */
    public enum Sent {
        /** It was sent. */
        YES,
        /** The process has ended, or the pid is another's by now. */
        GONE,
        /** The system has refused it. */
        REFUSED
    }

    /** Tells whether this JVM's system has this. */
    public static boolean isSupported() {
        LinuxCalls calls = Futex.CALLS;
        if (calls == null) {
            return false;
        }
        long descriptor = calls.openProcess(ProcessHandle.current().pid());
        if (descriptor < 0) {
            return false;
        }
        calls.close(descriptor);
        return true;
    }

    /**
     * Sends a signal.
     *
     * @param pid the process
     * @param signal its number
     * @param isStillIt looks whether the process that has the pid is the one that is meant
     * @return how it went
     */
    public static Sent send(long pid, int signal, BooleanSupplier isStillIt) {
        LinuxCalls calls = Futex.CALLS;
        if (calls == null) {
            throw new IllegalStateException("there are no descriptors of processes for this JVM");
        }
        long descriptor = calls.openProcess(pid);
        if (descriptor < 0) {
            return descriptor == -ESRCH ? Sent.GONE : Sent.REFUSED;
        }
        try {
            if (!isStillIt.getAsBoolean()) {
                return Sent.GONE;
            }
            long result = calls.signalProcess(descriptor, signal);
            if (result == 0) {
                return Sent.YES;
            }
            return result == -ESRCH ? Sent.GONE : Sent.REFUSED;
        } finally {
            calls.close(descriptor);
        }
    }
}
