package dev.procession.internal.channel;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.MappedMemory;
import dev.procession.internal.util.Reserve;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Payloads of one direction of a lane that do not fit into a cell, one behind the other in a file.
 *
 * <p>The writer starts again at the beginning whenever it knows that everything was read. Read and
 * written by system calls as a rule; payloads with large arrays are mapped for the moment in which
 * they are copied. A file that the other side cuts short is an exception either way, see {@link
 * Lane}.
 *
 * <p>Not thread-safe.
 */
public final class SpillFile implements AutoCloseable {

    /** Past this size the file is cut back when it is empty again. */
    private static final long KEPT_BYTES = 4 << 20;

    /** From that on mapping costs less than copying once more. */
    private static final int MAPPED_BYTES = 128 << 10;

    /** Written by one system call: more would take the JDK a buffer outside of the heap. */
    private static final int PART_BYTES = 256 << 10;

    private final File path;
    private @Nullable RandomAccessFile file;
    private long end;

    /**
     * Names the file, which is made or opened when it is first needed.
     *
     * @param path the file
     */
    public SpillFile(File path) {
        this.path = path;
    }

    private RandomAccessFile file() throws IOException {
        RandomAccessFile opened = file;
        if (opened == null) {
            opened = open();
            file = opened;
        }
        return opened;
    }

    private RandomAccessFile open() throws FileNotFoundException {
        try {
            return new RandomAccessFile(path, "rw");
        } catch (FileNotFoundException noDescriptor) {
            RandomAccessFile opened = Reserve.spend(this::openIfPossible);
            if (opened == null) {
                throw noDescriptor;
            }
            return opened;
        }
    }

    private @Nullable RandomAccessFile openIfPossible() {
        try {
            return new RandomAccessFile(path, "rw");
        } catch (FileNotFoundException stillNone) {
            return null;
        }
    }

    /**
     * Appends a payload.
     *
     * @param bytes holds the payload
     * @param offset where it begins
     * @param length its length
     * @return its position in the file
     * @throws IOException if the file system is full or broken; nothing was appended then
     */
    public long append(byte[] bytes, int offset, int length) throws IOException {
        long position = end;
        RandomAccessFile out = file();
        out.seek(position);
        for (int written = 0; written < length; written += PART_BYTES) {
            FaultPoint.hit("spill.part");
            out.write(bytes, offset + written, Math.min(PART_BYTES, length - written));
        }
        end = position + length;
        return position;
    }

    /**
     * Appends a payload; large arrays are copied straight into the file's pages.
     *
     * @param payload has it from 0 on, with what lies beside it
     * @return its position in the file
     * @throws IOException if the file system is full or broken; nothing was appended then
     */
    public long append(Sink payload) throws IOException {
        // No sink takes more.
        int length = (int) payload.messageBytes(0);
        if (payload.hasAttachments() && length >= MAPPED_BYTES) {
            file();
            try {
                return appendMapped(payload, length);
            } catch (FileSystemException noDescriptor) {
                // The one that is there is enough for the way of other payloads.
                log(noDescriptor);
            }
        }
        payload.fold(0);
        return append(payload.array(), 0, length);
    }

    private long appendMapped(Sink payload, int length) throws IOException {
        long position = end;
        FaultPoint.hit("spill.part");
        try (Arena arena = FilePart.arena(length)) {
            payload.write(0, FilePart.toWrite(path.toPath(), position, length, arena));
            MappedMemory.settle();
        } catch (InternalError noPage) {
            throw FilePart.explained(noPage, "there was no room for a page of " + path);
        }
        end = position + length;
        return position;
    }

    /** Says that all payloads were read. */
    public void clear() throws IOException {
        if (end > KEPT_BYTES) {
            file().setLength(0);
        }
        end = 0;
    }

    /** Tells whether nothing was appended since it was last cleared. */
    public boolean isEmpty() {
        return end == 0;
    }

    /**
     * Reads a payload, to be decoded.
     *
     * @param position where it begins
     * @param length its length, 0 or more
     * @return a source of it, with the arrays that lie beside it, if any
     * @throws FileNotFoundException if the file cannot be opened, perhaps for want of a descriptor
     * @throws IOException if the file has no such bytes
     * @throws dev.procession.CodecException if the arrays are not as they are said to be
     */
    public Source source(long position, int length) throws IOException {
        Source source = new Source();
        if (length < MAPPED_BYTES) {
            byte[] bytes = read(position, length);
            source.wrap(bytes, 0, length);
            return source;
        }
        checked(position, length);
        try (Arena arena = FilePart.arena(length)) {
            source.copyOf(FilePart.toRead(path.toPath(), position, length, arena));
            MappedMemory.settle();
        } catch (InternalError cut) {
            throw FilePart.explained(cut, path + " was cut short");
        } catch (FileSystemException noDescriptor) {
            log(noDescriptor);
            source.wrap(read(position, length), 0, length);
        }
        return source;
    }

    private static void log(FileSystemException noDescriptor) {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.DEBUG, "a payload is not mapped", noDescriptor);
    }

    /**
     * Reads a payload.
     *
     * @param position where it begins
     * @param length its length, 0 or more
     * @return its bytes
     * @throws FileNotFoundException if the file cannot be opened, perhaps for want of a descriptor
     * @throws IOException if the file has no such bytes
     */
    public byte[] read(long position, int length) throws IOException {
        RandomAccessFile in = checked(position, length);
        byte[] bytes = new byte[length];
        in.seek(position);
        in.readFully(bytes);
        return bytes;
    }

    private RandomAccessFile checked(long position, int length) throws IOException {
        RandomAccessFile in = file();
        long size = in.length();
        if (position < 0 || length < 0 || position > size - length) {
            throw new EOFException(
                    "no such payload: position="
                            + position
                            + ", length="
                            + length
                            + ", file="
                            + size);
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
