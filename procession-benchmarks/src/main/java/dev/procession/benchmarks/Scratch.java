package dev.procession.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A folder with the files that the peers run, deleted when it is closed or this JVM ends. */
final class Scratch implements AutoCloseable {

    private final Path folder;
    private final Deque<Path> made = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::delete, "procession-bench-scratch");

    private Scratch(Path folder) {
        this.folder = folder;
        made.push(folder);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("procession-bench-"));
    }

    /** Puts the script of the CPython peer there and returns it. */
    Path script() throws IOException {
        return copy("cpython_peer.py", folder);
    }

    /** Puts the class {@link Hello} there and returns a class path that has nothing else. */
    Path hello() throws IOException {
        Path classes = folder.resolve("classes");
        Path at = classes;
        keep(at);
        for (String part : Hello.class.getPackageName().split("\\.", -1)) {
            at = at.resolve(part);
            keep(at);
        }
        copy(Hello.class.getSimpleName() + ".class", at);
        return classes;
    }

    /** Returns a path that nobody else is given; what is put there is deleted in the end. */
    synchronized Path newFile() {
        Path file = folder.resolve("file-" + made.size());
        made.push(file);
        return file;
    }

    private synchronized void keep(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            made.push(Files.createDirectory(directory));
        }
    }

    private synchronized Path copy(String resource, Path target) throws IOException {
        Path file = target.resolve(resource);
        if (!Files.exists(file)) {
            try (InputStream bytes = Scratch.class.getResourceAsStream(resource)) {
                if (bytes == null) {
                    throw new FileNotFoundException("not on the class path: " + resource);
                }
                made.push(file);
                Files.copy(bytes, file);
            }
        }
        return file;
    }

    private synchronized void delete() {
        try {
            while (!made.isEmpty()) {
                Files.deleteIfExists(made.pop());
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException shuttingDown) {
            // Then it runs and finds nothing more to delete.
            return;
        }
    }
}
