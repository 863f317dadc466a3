package dev.procession.subprocess;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a program before anything runs, so that what is wrong is told in words and not by the
 * exit code 127.
 */
final class Lookup {

    /** As the system has it where there is no {@code PATH}. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private static final int LONGEST_FIRST_LINE = 256;

    private final String name;
    private final Path directory;
    private final @Nullable String path;

    /**
     * Creates it.
     *
     * @param name of the program
     * @param directory where it will run, or null
     * @param path the {@code PATH} that it will have, or null
     */
    private Lookup(String name, @Nullable Path directory, @Nullable String path) {
        this.name = name;
        this.directory = (directory == null ? Path.of("") : directory).toAbsolutePath();
        this.path = path;
    }

    /**
     * Returns by what name the program is to be started: by its own, unless it will be looked for
     * elsewhere than the system would.
     *
     * @throws IOException if it cannot be started
     */
    static String program(Stage stage, @Nullable String path) throws IOException {
        String name = stage.words().getFirst();
        checkDirectory(stage.directory());
        if (File.separatorChar != '/') {
            // Which names stand for a program there, only the system knows.
            return name;
        }
        Path found = new Lookup(name, stage.directory(), path).find();
        boolean isAsOurs = path != null && Objects.equals(path, System.getenv("PATH"));
        return isAsOurs || name.indexOf('/') >= 0 ? name : found.toString();
    }

    private static void checkDirectory(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(
                    directory.toString(), null, "the directory of a command must exist");
        }
        if (!Files.isDirectory(directory)) {
            throw new FileSystemException(
                    directory.toString(), null, "the directory of a command must be one");
        }
        if (!Files.isExecutable(directory)) {
            throw new AccessDeniedException(
                    directory.toString(), null, "this user may not enter the command's directory");
        }
    }

    private Path find() throws IOException {
        Path found = name.indexOf('/') >= 0 ? directory.resolve(name) : onPath();
        if (!Files.exists(found)) {
            throw new NoSuchFileException(name, null, "there is no such program: path=" + found);
        }
        if (!isProgram(found)) {
            throw new AccessDeniedException(
                    name,
                    null,
                    Files.isDirectory(found)
                            ? "a program must be a file: path=" + found
                            : "this user may not execute it: path=" + found + "; see chmod +x");
        }
        checkInterpreter(found);
        return found;
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private Path onPath() throws IOException {
        Path refused = null;
        for (String folder : (path == null ? DEFAULT_PATH : path).split(":", -1)) {
            Path candidate = in(folder);
            if (candidate != null && isProgram(candidate)) {
                return candidate;
            }
            if (candidate != null && refused == null && Files.isRegularFile(candidate)) {
                refused = candidate;
            }
        }
        if (refused == null) {
            throw new NoSuchFileException(
                    name,
                    null,
                    "there is no program of this name on the PATH: PATH="
                            + path
                            + "; install it, or give its path");
        }
        return refused;
    }

    /** What stands between two colons may be anything. */
    private @Nullable Path in(String folder) {
        try {
            return directory.resolve(folder).resolve(name);
        } catch (InvalidPathException noPath) {
            return null;
        }
    }

    /** The system says "no such file" of a script that is there, and means this. */
    private void checkInterpreter(Path program) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(program)) {
            bytes = in.readNBytes(LONGEST_FIRST_LINE);
        } catch (IOException mayOnlyBeExecuted) {
            return;
        }
        String start = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!start.startsWith("#!")) {
            return;
        }
        String line = start.substring(2).split("\n", 2)[0].replaceFirst("^[ \t]+", "");
        String interpreter = line.split("[ \t]", 2)[0];
        boolean isPath = interpreter.startsWith("/") && interpreter.indexOf(0) < 0;
        if (isPath && !Files.exists(Path.of(interpreter))) {
            throw new NoSuchFileException(
                    name,
                    null,
                    "its first line names an interpreter that does not exist: interpreter="
                            + interpreter.replace("\r", "\\r")
                            + ", path="
                            + program);
        }
    }
}
