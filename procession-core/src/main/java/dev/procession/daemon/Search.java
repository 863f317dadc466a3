package dev.procession.daemon;

import dev.procession.internal.util.ProcessStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process of a daemon whose files do not tell, since somebody has removed or spoilt them:
 * by its command line, which is {@code java @<directory>/arguments}. Where there is no {@code
 * /proc}, or it hides processes, nothing is found.
 */
final class Search {

    private static final Path PROC = Path.of("/proc");

    /** The program, what {@link DaemonFiles#arguments} is with an @ before it, and perhaps more. */
    private static final Pattern COMMAND =
            Pattern.compile("[^\\x00]+\\x00@([^\\x00]+)/arguments\\x00.*", Pattern.DOTALL);

    private Search() {}

    /** Finds the process of a daemon; null if there is none. */
    static @Nullable PidFile find(DaemonFiles files) throws IOException {
        Path folder = folders().get(files.directory());
        return folder == null ? null : process(folder);
    }

    /** Returns the directories of all daemons that can be seen, whether they are there or not. */
    static Set<Path> directories() throws IOException {
        return folders().keySet();
    }

    /** Returns the folder in {@code /proc} for each directory of a daemon. */
    private static Map<Path, Path> folders() throws IOException {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return Map.of();
        }
        Map<Path, Path> found = new HashMap<>();
        UserPrincipal self = Files.getOwner(PROC.resolve("self"));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path each : processes) {
                Path directory = directory(each, self);
                if (directory != null) {
                    found.put(directory, each);
                }
            }
            return found;
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** One that has ended has no command line. A shell that is about to become it has another. */
    private static @Nullable Path directory(Path process, UserPrincipal self) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
            Matcher command = COMMAND.matcher(new String(bytes, StandardCharsets.UTF_8));
            boolean isOurs = command.matches() && Files.getOwner(process).equals(self);
            return isOurs ? Path.of(command.group(1)) : null;
        } catch (IOException | InvalidPathException goneOrNone) {
            return null;
        }
    }

    private static @Nullable PidFile process(Path folder) {
        long pid = Long.parseLong(folder.getFileName().toString());
        long startTicks = ProcessStart.of(pid);
        Optional<Instant> since =
                ProcessHandle.of(pid).map(ProcessHandle::info).flatMap(info -> info.startInstant());
        return startTicks == 0
                ? null
                : since.map(instant -> new PidFile(pid, startTicks, instant)).orElse(null);
    }
}
