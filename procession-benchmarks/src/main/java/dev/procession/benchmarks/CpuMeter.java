package dev.procession.benchmarks;

import java.io.IOException;

/** How much CPU time a process takes from now on. */
final class CpuMeter {

    private final long pid;
    private final long startNanos = System.nanoTime();
    private final long startCpuNanos;

    private CpuMeter(long pid) throws IOException {
        this.pid = pid;
        this.startCpuNanos = ProcFiles.cpuNanos(pid);
    }

    static CpuMeter of(long pid) throws IOException {
        return new CpuMeter(pid);
    }

    double millisPerSecond() throws IOException {
        // A thread that ended in between has taken its share with it.
        long cpuNanos = Math.max(0, ProcFiles.cpuNanos(pid) - startCpuNanos);
        return cpuNanos * 1e3 / (System.nanoTime() - startNanos);
    }
}
