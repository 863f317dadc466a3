package dev.procession.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory that is gone when it is closed, or when this JVM shuts down, whichever is first. */
public final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final Thread atShutdown = new Thread(this::delete, "procession-temporary-directory");

    /** Makes one that has no name of anybody's choice. */
    public TemporaryDirectory() {
        try {
            path = Files.createTempDirectory("procession-");
        } catch (IOException failure) {
            throw new UncheckedIOException("making a temporary directory", failure);
        }
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /**
     * Returns where it is.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook deletes it
        }
        delete();
    }

    private void delete() {
        try {
            Files.walkFileTree(path, new Deleter());
        } catch (NoSuchFileException alreadyGone) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting a temporary directory: " + path, failure);
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
