package dev.procession.daemon;

import dev.procession.internal.os.StandardStreams;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a daemon writes: standard output and standard error into one file, which is put aside when
 * it has become large.
 *
 * <p>Both are one descriptor's file, so that the JVM's own words and those of outside commands are
 * there, too. To change files the descriptors are led to a new one, and nothing is lost; a command
 * that runs already goes on with the file that it was given.
 */
final class RotatingLog extends OutputStream {

    private final Path path;
    private final long maxBytes;
    private final int files;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean mayRotate = true;

    /**
     * Writes to where standard output leads.
     *
     * @param path of the file there
     * @param maxBytes when it is put aside
     * @param files how many are kept, this one included
     */
    RotatingLog(Path path, long maxBytes, int files) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.files = files;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        out.write(value);
        rotateIfLarge();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        rotateIfLarge();
    }

    /** Asks the file and does not count, since others write to it, too. */
    synchronized void rotateIfLarge() throws IOException {
        if (mayRotate && path.toFile().length() >= maxBytes) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        Path next = next(path);
        if (Files.exists(next)) {
            // Where it writes already: the last time a file could not be renamed.
            putAside(path, files);
            return;
        }
        Files.createFile(next);
        mayRotate = StandardStreams.appendTo(next.toString());
        if (mayRotate) {
            putAside(path, files);
            return;
        }
        Files.deleteIfExists(next);
        String why = "[procession] this JVM may not change the file of its log, which grows\n";
        out.write(why.getBytes(StandardCharsets.UTF_8));
    }

    private static Path next(Path path) {
        return numbered(path, "next");
    }

    private static Path numbered(Path path, Object number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private static void putAside(Path path, int files) throws IOException {
        for (int i = files - 1; i > 0; i--) {
            Path from = i == 1 ? path : numbered(path, i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(path, i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(next(path), path, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends what a daemon that was killed was about to do; for who starts the next one. */
    static void settle(Path path, int files) throws IOException {
        if (Files.exists(next(path))) {
            putAside(path, files);
        }
    }
}
