package dev.procession.subprocess;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/*
 * A pipe to a command or from it. Why not the JDK's own:
 *
 * - The JDK closes its end of an output pipe when the process that it has started has ended, with
 *   what is in the pipe at that moment. What a process below it writes later is lost, or not,
 *   depending on whether somebody reads at that moment.
 * - Nobody can stop reading from it, or writing to it, while another process holds its other end:
 *   closing such a stream does not wake the thread. That of a FileChannel does.
 *
 * A named pipe can be opened by name, by the JDK for the process and by us as a channel. Opening one
 * waits for somebody at the other end: so it is opened for both first, which never waits on Linux
 * and macOS, and that is closed when the command has its end. The name goes at the same time.
 */
final class Fifo implements AutoCloseable {

    private final Path path;
    private final FileChannel both;

    private Fifo(Path path, FileChannel both) {
        this.path = path;
        this.both = both;
    }

    /** Opens one that was made. */
    static Fifo open(Path path) throws IOException {
        return new Fifo(path, FileChannel.open(path, READ, WRITE));
    }

    /** Opens the end to read from; the caller closes it. */
    FileInputStream toRead() throws IOException {
        return new FileInputStream(path.toFile());
    }

    /** Opens the end to write to; the caller closes it. */
    FileChannel toWrite() throws IOException {
        return FileChannel.open(path, WRITE);
    }

    /** Lets go of it, once both sides have their ends. */
    @Override
    public void close() throws IOException {
        both.close();
        Files.deleteIfExists(path);
    }
}
