package dev.procession.internal.util;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * When a process began, as a number that two processes find to be the same: by it one that has a
 * pid now is told from one that had it before.
 *
 * <p>On Linux in ticks since the machine began, the 22nd field of {@code /proc/<pid>/stat}. What
 * the JDK makes of them depends on the clock as each JVM has seen it at its own start, so after the
 * clock was set two JVMs would not agree.
 */
public final class ProcessStart {

    /** Counted after the command's name, which may hold anything, in parentheses. */
    private static final int FIELD_AFTER_NAME = 20;

    private ProcessStart() {}

    /** Returns when it began; 0 if there is no such process, or nobody knows. */
    public static long of(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return ofJdk(pid);
        }
        try {
            String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
            String afterName = text.substring(text.lastIndexOf(')') + 1);
            return Long.parseLong(afterName.split(" ", -1)[FIELD_AFTER_NAME]);
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }

    private static long ofJdk(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(each -> each.info().startInstant())
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }
}
