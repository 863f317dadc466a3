package dev.procession.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the tests copy and look into. */
final class Folders {

    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");

    private Folders() {}

    /** Copies this repository without what was built in it: what a fresh clone would have. */
    static Path cloneInto(Path target) throws IOException {
        copy(repository(), target);
        return target;
    }

    private static Path repository() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Copies a folder with all below it except for what was built there. */
    static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        if (NOT_SOURCES.contains(String.valueOf(folder.getFileName()))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(copyOf(folder));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(file, copyOf(file), StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }

                    private Path copyOf(Path path) {
                        return target.resolve(source.relativize(path));
                    }
                });
    }

    /** Returns the names of what is in a folder, sorted. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
