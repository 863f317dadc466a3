package dev.procession.internal.launch;

import dev.procession.internal.util.Spares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the {@code java} of a child: a shell and {@code setsid}, which replace
 * themselves by it within a millisecond, so that four things hold from its first instruction on and
 * not only once the lifeline is armed, seconds later:
 *
 * <ul>
 *   <li>it leads a process group: the outside commands of its very first task belong to it and end
 *       with it;
 *   <li>its standard input is empty, also for outside commands that inherit it;
 *   <li>a terminal's Ctrl-C goes to its parent alone;
 *   <li>neither it nor an outside command of its tasks leaves a core file, which would have in it
 *       whatever its memory has: the limit is 0, and cannot be raised again. A system whose {@code
 *       core_pattern} is a pipe does not ask for the limit but tells that program of it.
 * </ul>
 *
 * <p>The pipe from the parent is moved to another descriptor, whose number the child is told. Where
 * the two programs are missing, or a container's profile denies what {@code setsid} asks for, the
 * pipe stays standard input, and the child does the rest itself when it arms its lifeline.
 */
final class Launcher {

    static final Path SHELL = Path.of("/bin/sh");
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private static final Path STATUS = Path.of("/proc/self/status");

    private static final int MOVED_TO = 9;

    private static @Nullable List<String> prefix;

    private Launcher() {}

    /** Not in a static initializer, for the reason that {@link OutsidePrefix} has. */
    private static synchronized List<String> prefix() {
        List<String> known = prefix;
        if (known == null) {
            known = findPrefix();
            prefix = known;
        }
        return known;
    }

    /** Returns the number of the descriptor from which a child reads its parent. */
    static String descriptor() {
        return Integer.toString(prefix().isEmpty() ? 0 : MOVED_TO);
    }

    private static List<String> findPrefix() {
        boolean isLinux = "Linux".equals(System.getProperty("os.name"));
        Path setsid = program("setsid");
        if (!isLinux || !Files.isExecutable(SHELL) || setsid == null || !isAllowed(setsid)) {
            return List.of();
        }
        // Where a profile denies the limit, the JVM at least leaves no core file.
        String script =
                "ulimit -c 0 2>/dev/null; exec "
                        + MOVED_TO
                        + "<&0 </dev/null; exec "
                        + setsid
                        + " \"$@\"";
        return List.of(SHELL.toString(), "-c", script, "procession");
    }

    /** Returns the path of one of the system's programs, or null if it has none of this name. */
    static @Nullable Path program(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Tells whether a command that prints nothing can be run, and succeeds. */
    static boolean succeeds(String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = Spares.start(builder);
            process.getOutputStream().close();
            return process.waitFor() == 0;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Tried only where system calls are filtered at all, since it takes some milliseconds. */
    private static boolean isAllowed(Path setsid) {
        try {
            boolean isFiltered =
                    Files.readAllLines(STATUS).stream()
                            .anyMatch(line -> line.startsWith("Seccomp:") && line.endsWith("2"));
            if (!isFiltered || succeeds(setsid.toString(), SHELL.toString(), "-c", ":")) {
                return true;
            }
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "a seccomp profile denies setsid: in its first seconds a worker does"
                                    + " not lead a process group, so that Ctrl-C reaches it, and"
                                    + " the outside commands of its tasks may outlive it");
            return false;
        } catch (IOException noProc) {
            return true;
        }
    }

    /** Returns the command that becomes this one. */
    static List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix());
        command.add(program);
        command.addAll(arguments);
        return command;
    }
}
