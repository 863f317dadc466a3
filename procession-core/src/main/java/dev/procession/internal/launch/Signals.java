package dev.procession.internal.launch;

import dev.procession.ExitStatus;
import dev.procession.internal.util.Reserve;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Sends signals to processes, also when this JVM has no descriptor left. */
final class Signals {

    /** Somebody else may take the reserve's descriptors while they are free, and give them back. */
    private static final int MOST_ATTEMPTS = 200;

    private static final long PAUSE_NANOS = 5_000_000;

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    private Signals() {}

    /**
     * Returns what the JDK's exit code says where nothing else is known: see {@link ExitStatus}.
     */
    static ExitStatus inferred(int raw) {
        int signal = raw - SIGNAL_BASE;
        boolean mayBeSignal = signal > 0 && signal <= LAST_SIGNAL;
        return mayBeSignal ? ExitStatus.signaled(signal) : ExitStatus.exited(raw);
    }

    /**
     * SIGTERM, or SIGKILL if forcibly, to a process and all below it.
     *
     * @param first told of those below it, as far as they can be seen, before any signal is sent
     */
    static void sendToTree(Process process, boolean forcibly, Consumer<List<ProcessHandle>> first) {
        List<ProcessHandle> below = below(process);
        first.accept(below);
        send(process, forcibly);
        send(below, forcibly);
    }

    /** SIGTERM, or SIGKILL if forcibly. */
    static void send(Process process, boolean forcibly) {
        boolean isSent = send(process.toHandle(), forcibly);
        for (int i = 0; i < MOST_ATTEMPTS && !isSent && process.isAlive(); i++) {
            isSent = Reserve.spend(() -> sendAnew(process.pid(), forcibly));
            if (!isSent) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** A handle that was made without a descriptor knows no start time and is good for nothing. */
    private static boolean sendAnew(long pid, boolean forcibly) {
        return ProcessHandle.of(pid).map(fresh -> send(fresh, forcibly)).orElse(false);
    }

    /** SIGTERM, or SIGKILL if forcibly, to those that still are what they were. */
    static void send(List<ProcessHandle> processes, boolean forcibly) {
        for (ProcessHandle each : processes) {
            if (!send(each, forcibly)) {
                Reserve.spend(() -> send(each, forcibly));
            }
        }
    }

    private static boolean send(ProcessHandle handle, boolean forcibly) {
        return forcibly ? handle.destroyForcibly() : handle.destroy();
    }

    /** Returns all processes below this one, as far as they can be seen. */
    private static List<ProcessHandle> below(Process process) {
        try {
            return process.descendants().toList();
        } catch (RuntimeException noDescriptor) {
            return Reserve.spend(() -> belowIfSeen(process));
        }
    }

    private static List<ProcessHandle> belowIfSeen(Process process) {
        try {
            return process.descendants().toList();
        } catch (RuntimeException noProc) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "the processes below " + process.pid() + " cannot be seen",
                            noProc);
            return List.of();
        }
    }
}
