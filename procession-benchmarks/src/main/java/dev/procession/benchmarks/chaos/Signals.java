package dev.procession.benchmarks.chaos;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The signals that the JDK cannot send. */
final class Signals {

    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static final MethodHandle KILL = find();

    private Signals() {}

    @SuppressWarnings("restricted") // the command has native access
    private static MethodHandle find() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    static boolean stop(ProcessHandle process) {
        return send(process, SIGSTOP);
    }

    static boolean resume(ProcessHandle process) {
        return send(process, SIGCONT);
    }

    /** A handle compares the time of the start, too: the pid is not another one's by now. */
    private static boolean send(ProcessHandle process, int signal) {
        try {
            return process.isAlive()
                    && (int) KILL.invokeExact(Math.toIntExact(process.pid()), signal) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError("kill(2) throws nothing", impossible);
        }
    }
}
