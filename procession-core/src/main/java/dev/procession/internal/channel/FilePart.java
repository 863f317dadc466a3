package dev.procession.internal.channel;

import dev.procession.internal.util.MappedMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Maps a part of a file for whoever copies into it or out of it.
 *
 * <p>By a channel of its own, since one is closed by the interruption of the thread that uses it:
 * of those who harvest results every one is some user's, and none of them may cost the pool a file.
 */
final class FilePart {

    private static final Set<StandardOpenOption> READING = Set.of(StandardOpenOption.READ);
    private static final Set<StandardOpenOption> WRITING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** Closing memory that other threads may use takes longer than copying a short array. */
    private static final int LEAST_SHARED_BYTES = 1 << 20;

    private FilePart() {}

    /** Returns an arena for a part, in which long arrays can be copied by several threads. */
    static Arena arena(int length) {
        return length < LEAST_SHARED_BYTES ? Arena.ofConfined() : Arena.ofShared();
    }

    /**
     * Maps a part, to be read.
     *
     * @throws java.nio.file.FileSystemException if the file cannot be opened
     * @throws IOException if it has no such part
     */
    static ByteBuffer toRead(Path file, long position, int length, Arena arena) throws IOException {
        return map(file, READING, FileChannel.MapMode.READ_ONLY, position, length, arena);
    }

    /**
     * Maps a part, to be written; the file grows to where it ends.
     *
     * @throws java.nio.file.FileSystemException if the file cannot be opened
     * @throws IOException if it cannot grow
     */
    static ByteBuffer toWrite(Path file, long position, int length, Arena arena)
            throws IOException {
        return map(file, WRITING, FileChannel.MapMode.READ_WRITE, position, length, arena);
    }

    private static ByteBuffer map(
            Path file,
            Set<StandardOpenOption> options,
            FileChannel.MapMode mode,
            long position,
            int length,
            Arena arena)
            throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(file, options)) {
                    return channel.map(mode, position, length, arena).asByteBuffer();
                } catch (ClosedByInterruptException meanwhile) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns what to throw for an error in copying: a page that was not there, as a rule. */
    static IOException explained(InternalError error, String what) {
        if (!MappedMemory.isCut(error)) {
            throw error;
        }
        return new IOException(what, error);
    }
}
