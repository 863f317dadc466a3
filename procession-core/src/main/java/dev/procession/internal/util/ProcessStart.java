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
 * <p>On Linux in ticks since the machine began, the 22nd field of {@code /proc/<pid>/stat} (see
 * {@code proc_pid_stat(5)}; the third is the state, the 20th the number of threads). What the JDK
 * makes of them depends on the clock as each JVM has seen it at its own start, so after the clock
 * was set two JVMs would not agree.
 */
public final class ProcessStart {

    /** Fields of {@code /proc/<pid>/stat}, counted from the end of the command's name. */
    private static final int STATE = 1;

    private static final int THREADS = 18;
    private static final int START = 20;

    private ProcessStart() {}

    /** Returns when it began; 0 if there is no such process, or nobody knows. */
    public static long of(long pid) {
        Path stat = stat(pid);
        if (!Files.exists(stat)) {
            return ofJdk(pid);
        }
        try {
            return Long.parseLong(fields(stat)[START]);
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }

    /**
     * Tells whether the process with a pid that began at some time has ended. It has once all its
     * threads have; its parent need not have asked for its status yet, and may never do so.
     *
     * @param start as {@link #of} has returned it, not 0
     */
    public static boolean hasEnded(long pid, long start) {
        Path stat = stat(pid);
        if (!Files.exists(stat)) {
            return ofJdk(pid) != start;
        }
        try {
            String[] fields = fields(stat);
            // The first thread may have ended alone: the others are counted.
            boolean isOver =
                    (fields[STATE].equals("Z") || fields[STATE].equals("X"))
                            && Integer.parseInt(fields[THREADS]) <= 1;
            return isOver || Long.parseLong(fields[START]) != start;
        } catch (IOException endedOrNoDescriptorLeft) {
            // A living one must not be taken for dead for want of a descriptor.
            return !Files.exists(stat);
        }
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    /** The name may hold anything, in parentheses. */
    private static String[] fields(Path stat) throws IOException {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        return text.substring(text.lastIndexOf(')') + 1).split(" ", -1);
    }

    private static long ofJdk(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(each -> each.info().startInstant())
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }
}
