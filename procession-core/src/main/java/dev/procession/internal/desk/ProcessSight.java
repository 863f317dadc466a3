package dev.procession.internal.desk;

import dev.procession.internal.launch.ChildCommand;
import dev.procession.internal.launch.ResidentSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the system tells of a process, without the process's help.
 *
 * @param pid its id
 * @param parent the pid of its parent
 * @param state a letter of {@code proc_pid_stat(5)}, such as {@code T} for stopped; a question mark
 *     where the system does not tell
 * @param command the name of its program
 * @param cpu the time of processors that it has used
 * @param ours what its command line says, if it is a JVM that this library has started
 * @param handle knows when it was started, and so is good for no other process with its id
 */
public record ProcessSight(
        long pid,
        long parent,
        char state,
        String command,
        Duration cpu,
        @Nullable ChildCommand ours,
        ProcessHandle handle) {

    private static final Path PROC = Path.of("/proc");
    private static final char UNKNOWN = '?';

    // Counted from the state on, which follows the command's name in parentheses.
    private static final int PARENT = 1;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int LEAST_FIELDS = 13;

    /** {@code USER_HZ}, which is the same on all systems that we know. */
    private static final int MILLIS_PER_TICK = 10;

    /** Tells whether it is stopped, so that it cannot answer. */
    public boolean isStopped() {
        return state == 'T' || state == 't';
    }

    /** Tells whether it has ended, and its parent has not taken notice of that. */
    public boolean isZombie() {
        return state == 'Z' || state == 'X';
    }

    /** Returns how much memory it has for itself, in bytes; 0 if that is not told. */
    public long residentBytes() {
        return ResidentSize.of(pid);
    }

    /** Looks at all processes that can be seen. */
    public static Map<Long, ProcessSight> all() throws IOException {
        Map<Long, ProcessSight> found = new HashMap<>();
        if (!Files.isDirectory(PROC.resolve("self"))) {
            ProcessHandle.allProcesses().forEach(each -> found.put(each.pid(), ofJdk(each)));
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : processes) {
                ProcessSight seen = of(each);
                if (seen != null) {
                    found.put(seen.pid, seen);
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return found;
    }

    /** Looks at one process. */
    public static Optional<ProcessSight> of(long pid) {
        return Files.isDirectory(PROC.resolve("self"))
                ? Optional.ofNullable(of(PROC.resolve(Long.toString(pid))))
                : ProcessHandle.of(pid).map(ProcessSight::ofJdk);
    }

    /** Tells whether this process still is there and runs: no other one with its id is taken. */
    public boolean isStillThere() {
        return of(pid).filter(now -> now.handle.equals(handle) && !now.isZombie()).isPresent();
    }

    private static ProcessSight ofJdk(ProcessHandle handle) {
        return new ProcessSight(
                handle.pid(),
                handle.parent().map(ProcessHandle::pid).orElse(0L),
                UNKNOWN,
                handle.info()
                        .command()
                        .map(each -> String.valueOf(Path.of(each).getFileName()))
                        .orElse(""),
                handle.info().totalCpuDuration().orElse(Duration.ZERO),
                commandOf(handle.info()),
                handle);
    }

    private static @Nullable ChildCommand commandOf(ProcessHandle.Info info) {
        List<String> words = new ArrayList<>();
        words.add(info.command().orElse(""));
        words.addAll(List.of(info.arguments().orElse(new String[0])));
        return ChildCommand.read(words).orElse(null);
    }

    /** Null if it has ended meanwhile, or nobody may look at it. */
    private static @Nullable ProcessSight of(Path folder) {
        try {
            long pid = Long.parseLong(folder.getFileName().toString());
            ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
            String text = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf(')');
            String[] fields = text.substring(end + 1).strip().split(" ", -1);
            if (handle == null || end < 0 || fields.length < LEAST_FIELDS) {
                return null;
            }
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            return new ProcessSight(
                    pid,
                    Long.parseLong(fields[PARENT]),
                    fields[0].charAt(0),
                    text.substring(text.indexOf('(') + 1, end),
                    Duration.ofMillis(ticks * MILLIS_PER_TICK),
                    commandOf(folder),
                    handle);
        } catch (IOException | NumberFormatException endedOrForbidden) {
            return null;
        }
    }

    private static @Nullable ChildCommand commandOf(Path folder) throws IOException {
        byte[] line = Files.readAllBytes(folder.resolve("cmdline"));
        List<String> words = List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
        return ChildCommand.read(words).orElse(null);
    }
}
