package dev.procession.daemon;

import dev.procession.internal.util.ProcessStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon writes into its file of that name, a line each.
 *
 * @param pid its process id
 * @param startTicks when the process began, see {@link ProcessStart}
 * @param since the same for people
 */
record PidFile(long pid, long startTicks, Instant since) {

    private static final int LINES = 3;

    /** Of this process. */
    static PidFile own() {
        long pid = ProcessHandle.current().pid();
        return new PidFile(pid, ProcessStart.of(pid), Instant.now());
    }

    void write(Path path) throws IOException {
        String text = pid + "\n" + startTicks + "\n" + since + "\n";
        NameLocks.write(path, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Takes out what an earlier daemon has written. The file itself stays, since one that is about
     * to lock it may have it open: with two files there could be two daemons.
     */
    static void clear(Path path) throws IOException {
        if (Files.exists(path)) {
            Files.write(path, new byte[0]);
        }
    }

    /**
     * Reads what a daemon has written; null if there is none, or it is about to write it, or
     * somebody has spoilt it.
     */
    static @Nullable PidFile read(Path path) throws IOException {
        try {
            byte[] bytes = NameLocks.read(path);
            List<String> lines = new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
            return lines.size() < LINES
                    ? null
                    : new PidFile(
                            Long.parseLong(lines.get(0)),
                            Long.parseLong(lines.get(1)),
                            Instant.parse(lines.get(2)));
        } catch (NoSuchFileException | NumberFormatException | DateTimeException noneOfOurs) {
            return null;
        }
    }

    /** Returns the process, unless another one has its number now. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(found -> ProcessStart.of(pid) == startTicks);
    }

    /** Tells whether the process has not ended yet; one that nobody reaps has. */
    boolean isThere() {
        return !ProcessStart.hasEnded(pid, startTicks);
    }
}
