package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much memory this process and its children may have together: that of the machine, or the
 * least of the limits of the control groups around them. Read from the kernel's files, because the
 * management interface would take a young JVM tens of milliseconds.
 */
public final class MachineMemory {

    private static final String TOTAL = "MemTotal:";

    private MachineMemory() {}

    /**
     * Reads it.
     *
     * @return bytes; empty where the system does not tell
     */
    public static OptionalLong bytes() {
        return bytes(Path.of("/proc"), Path.of("/sys/fs"));
    }

    static OptionalLong bytes(Path processes, Path mounts) {
        long least = total(processes.resolve("meminfo"));
        Path groups = processes.resolve("self/cgroup");
        for (ControlGroups.Group group : ControlGroups.ofMemory(groups, mounts)) {
            String file = group.isFirst() ? "memory.limit_in_bytes" : "memory.max";
            for (Path each : group.andAround()) {
                least = Math.min(least, limit(each.resolve(file)));
            }
        }
        return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    private static long total(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(TOTAL) && line.endsWith(" kB")) {
                    String digits = line.substring(TOTAL.length(), line.length() - " kB".length());
                    return Long.parseLong(digits.strip()) << 10;
                }
            }
        } catch (IOException | RuntimeException notLinux) {
            return Long.MAX_VALUE;
        }
        return Long.MAX_VALUE;
    }

    /** No limit is {@code max} in version 2, and a huge number in version 1. */
    private static long limit(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (IOException | RuntimeException noLimitHere) {
            return Long.MAX_VALUE;
        }
    }
}
