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
import java.nio.file.StandardOpenOption;

/**
 * What a daemon writes: standard output and standard error into one file, which is put aside when
 * it has become large.
 *
 * <p>Both are one descriptor's file, so that the JVM's own words and those of outside commands are
 * there, too. To change files the descriptors are led to a new one, and nothing is lost; a command
 * that runs already goes on with the file that it was given.
 */
final class RotatingLog extends OutputStream {

    private static final Path OUT = Path.of("/proc/self/fd/1");

    private final Path path;
    private final long maxBytes;
    private final int files;
    private final OutputStream out;
    private boolean mayRotate = true;

    /** How many bytes could not be written since the last that could, for want of room perhaps. */
    private long lost;

    /**
     * Writes to where standard output leads.
     *
     * @param path of the file there
     * @param maxBytes when it is put aside
     * @param files how many are kept, this one included
     */
    RotatingLog(Path path, long maxBytes, int files) {
        this(path, maxBytes, files, new FileOutputStream(FileDescriptor.out));
    }

    /** For tests: writes elsewhere. */
    RotatingLog(Path path, long maxBytes, int files, OutputStream out) {
        this.out = out;
        this.path = path;
        this.maxBytes = maxBytes;
        this.files = files;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        append(bytes, offset, length);
        rotateIfLarge();
    }

    /** Who prints is not told of a failure: what is lost is told here, once there is room again. */
    private void append(byte[] bytes, int offset, int length) throws IOException {
        try {
            if (lost > 0) {
                out.write(line("up to " + lost + " bytes of this log are lost here"));
                lost = 0;
            }
            out.write(bytes, offset, length);
        } catch (IOException noRoom) {
            lost += length;
            throw noRoom;
        }
    }

    /** Writes a line of the library's own. */
    synchronized void tell(String text) throws IOException {
        byte[] line = line(text);
        append(line, 0, line.length);
    }

    static byte[] line(String text) {
        return ("[procession] " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Goes on in a file of the log's name if the one to which it writes has that name no more,
     * since somebody has removed or renamed it.
     */
    synchronized void rejoin() throws IOException {
        Object here = mayRotate ? FileKey.of(OUT) : null;
        if (here == null || here.equals(FileKey.of(path)) || here.equals(FileKey.of(next(path)))) {
            return;
        }
        Files.write(path, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        mayRotate = StandardStreams.appendTo(path.toString());
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
        tell("this JVM may not change the file of its log, which grows");
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
