package dev.procession.testing;

import dev.procession.internal.launch.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The shared memory that processes below the root have made: files of its session. */
public final class MemoryFiles {

    private MemoryFiles() {}

    /** Returns those that are there now. */
    public static Set<Path> list() {
        Path directory = Session.current().path("memory").getParent();
        try (var files = Files.list(directory)) {
            return files.filter(each -> each.getFileName().toString().startsWith("memory-"))
                    .collect(Collectors.toSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
