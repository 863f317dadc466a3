package dev.procession.subprocess;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/*
 * A file that a command is to read or to write. The JDK opens it, one command after the other: one
 * that waits for something while it is opened would hold up every start of a process in this JVM. A
 * named pipe does, until somebody opens its other end. One without a name, as a shell hands over by
 * <(...), does not.
 */
final class RedirectFile {

    private static final int KIND = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private RedirectFile() {}

    /**
     * Looks at one that a command is to read.
     *
     * @throws IOException if it cannot
     */
    static void checkInput(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file.toString(), null, "the input of a command must be a file that exists");
        }
        checkKind(file, "the input of a command", "<");
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(
                    file.toString(), null, "the input of a command must be readable");
        }
    }

    /**
     * Looks at one that a command is to write.
     *
     * @throws IOException if it cannot
     */
    static void checkOutput(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "the output of a command must go to a file in a directory that exists:"
                            + " directory="
                            + directory);
        }
        if (Files.exists(file)) {
            checkKind(file, "the output of a command", ">");
            if (!Files.isWritable(file)) {
                throw new AccessDeniedException(
                        file.toString(), null, "the output of a command must be writable");
            }
        } else if (directory != null
                && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isWritable(directory)) {
            throw new AccessDeniedException(
                    file.toString(),
                    null,
                    "the output of a command must go to a directory in which this user may make"
                            + " files: directory="
                            + directory);
        }
    }

    private static void checkKind(Path file, String what, String redirect) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(
                    file.toString(), null, what + " must be a file, and this is a directory");
        }
        int kind = kind(file);
        if (kind == SOCKET) {
            throw new FileSystemException(
                    file.toString(), null, what + " must be a file, and this is a socket");
        }
        if (kind == PIPE && isNamed(file)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    what
                            + " must not be a named pipe, since to open one may wait for ever;"
                            + " have a shell open it, as in sh -c '… "
                            + redirect
                            + " pipe'");
        }
    }

    /** Returns 0 where the system does not tell. */
    private static int kind(Path file) throws IOException {
        boolean isTold = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return isTold ? (Integer) Files.getAttribute(file, "unix:mode") & KIND : 0;
    }

    private static boolean isNamed(Path pipe) throws IOException {
        try {
            return Files.exists(pipe.toRealPath());
        } catch (NoSuchFileException aDescriptor) {
            return false;
        }
    }
}
