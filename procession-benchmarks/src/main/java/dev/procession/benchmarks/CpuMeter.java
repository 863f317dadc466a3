package dev.procession.benchmarks;

import java.io.IOException;

/** How much CPU time threads take from now on. */
final class CpuMeter {

    private final long pid;
    private final String prefix;
    private final long startNanos = System.nanoTime();
    private final long startCpuNanos;

    private CpuMeter(long pid, String prefix) throws IOException {
        this.pid = pid;
        this.prefix = prefix;
        this.startCpuNanos = ProcFiles.cpuNanos(pid, prefix);
    }

    /** Watches a whole process, except for the calling thread. */
    static CpuMeter of(long pid) throws IOException {
        return new CpuMeter(pid, "");
    }

    /** Watches those threads of this process whose names begin so. */
    static CpuMeter ofOwnThreads(String prefix) throws IOException {
        return new CpuMeter(ProcessHandle.current().pid(), prefix);
    }

    double millisPerSecond() throws IOException {
        // A thread that ended in between has taken its share with it.
        long cpuNanos = Math.max(0, ProcFiles.cpuNanos(pid, prefix) - startCpuNanos);
        return cpuNanos * 1e3 / (System.nanoTime() - startNanos);
    }
}
