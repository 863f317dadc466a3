package dev.procession.daemon;

import dev.procession.internal.util.ProcessStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process of a daemon whose files do not tell, since somebody has removed or spoilt them:
 * by its command line, which is {@code java @<directory>/arguments}. Where there is no {@code
 * /proc}, or it hides processes, nothing is found.
 */
final class Search {

    private static final Path PROC = Path.of("/proc");

    private Search() {}

    /** Looks at all processes of this user. */
    static @Nullable PidFile find(DaemonFiles files) throws IOException {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return null;
        }
        String argument = "@" + files.arguments() + "\0";
        UserPrincipal self = Files.getOwner(PROC.resolve("self"));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path each : processes) {
                PidFile found = has(each, argument, self) ? process(each) : null;
                if (found != null) {
                    return found;
                }
            }
            return null;
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** One that has ended has no command line. A shell that is about to become it has a longer. */
    private static boolean has(Path process, String argument, UserPrincipal self) {
        try {
            byte[] bytes = Files.readAllBytes(process.resolve("cmdline"));
            String command = new String(bytes, StandardCharsets.UTF_8);
            return command.endsWith(argument)
                    && command.indexOf('\0') == command.length() - argument.length() - 1
                    && Files.getOwner(process).equals(self);
        } catch (IOException gone) {
            return false;
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
