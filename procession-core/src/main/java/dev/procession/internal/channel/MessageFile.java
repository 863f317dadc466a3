package dev.procession.internal.channel;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.util.MappedMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the session's directory for one large message after another: who writes copies arrays
 * straight into its pages, who reads copies them straight to where they stay.
 *
 * <p>Its pages come when they are first written. If there is no room for one the JVM makes an
 * {@link InternalError} of that access, and this class an {@link IOException} of the error; see
 * {@link Lane}, where the same happens to memory that was cut off.
 */
public final class MessageFile implements AutoCloseable {

    private final Path path;
    private final Arena arena;
    private final ByteBuffer memory;

    private MessageFile(Path path, Arena arena, ByteBuffer memory) {
        this.path = path;
        this.arena = arena;
        this.memory = memory;
    }

    /**
     * Makes a file.
     *
     * @param path of a file that does not exist
     * @param bytes how long a message it has room for, 1 to 2<sup>31</sup>-1
     * @return the file
     * @throws IOException if it cannot be made
     */
    public static MessageFile create(Path path, int bytes) throws IOException {
        requireRoom(path, bytes);
        Arena arena = Arena.ofShared();
        try {
            Files.createFile(path);
            return new MessageFile(path, arena, FilePart.toWrite(path, 0, bytes, arena));
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    /** That is cheaper to ask than to find out page by page. */
    private static void requireRoom(Path path, int bytes) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        long room = directory == null ? bytes : Files.getFileStore(directory).getUsableSpace();
        if (room < bytes) {
            throw new IOException("no space left: needed=" + bytes + ", left=" + room);
        }
    }

    /** Returns how long a message there is room for. */
    public int capacity() {
        return memory.capacity();
    }

    /**
     * Writes a message; what was there is gone.
     *
     * @param sink has the message, with what lies beside it
     * @param start where in the sink it begins
     * @throws IOException if there is no room for its pages
     */
    public void write(Sink sink, int start) throws IOException {
        try {
            sink.write(start, memory.clear());
            MappedMemory.settle();
        } catch (InternalError noPage) {
            throw FilePart.explained(noPage, "there was no room for a page of " + path);
        }
    }

    /**
     * Appends, to a message, what {@link #read} needs.
     *
     * @param sink where it goes
     */
    public void writeReference(Sink sink) {
        sink.putString(path.toString());
        sink.putInt(memory.position());
    }

    /**
     * A file that was read and is still mapped: to unmap a large one takes time, which the message
     * need not wait for.
     *
     * @param arena of the mapping
     * @param bytes how many the message has
     */
    public record Read(Arena arena, int bytes) implements AutoCloseable {

        /** Unmaps it. */
        @Override
        public void close() {
            arena.close();
        }
    }

    /**
     * Copies a message out of another process's file.
     *
     * @param source has the reference at its position, and becomes the source of the message
     * @param spare perhaps an array, see {@link Source#copyBeside}
     * @return what is to be closed
     * @throws IOException if the file is not there any more, or was cut short
     */
    public static Read read(Source source, @Nullable Object spare) throws IOException {
        Path path = Path.of(String.valueOf(source.getString()));
        int bytes = source.getInt();
        if (bytes < 0) {
            throw new IOException("no such message: bytes=" + bytes);
        }
        Read read = new Read(FilePart.arena(bytes), bytes);
        try {
            source.copyBeside(FilePart.toRead(path, 0, bytes, read.arena()), spare);
            MappedMemory.settle();
            return read;
        } catch (InternalError cut) {
            read.close();
            throw FilePart.explained(cut, path + " was cut short");
        } catch (IOException | RuntimeException | Error failure) {
            read.close();
            throw failure;
        }
    }

    /** Unmaps and removes it. Who has it open still can read it. */
    @Override
    public void close() throws IOException {
        try {
            arena.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
