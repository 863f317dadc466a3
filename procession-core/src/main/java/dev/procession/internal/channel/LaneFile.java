package dev.procession.internal.channel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The file of a lane, read and written by system calls: the way of a worker's first task, since
 * mapped memory takes a young JVM tens of milliseconds. Little-endian, as the mapped lane on every
 * machine that this runs on; put together by hand, because {@code readInt} of the JDK is big-endian
 * and brings up variable handles.
 */
final class LaneFile implements AutoCloseable {

    private final RandomAccessFile file;
    private final byte[] word = new byte[Long.BYTES];

    LaneFile(File path) throws IOException {
        this.file = new RandomAccessFile(path, "rw");
    }

    int readInt(long offset) throws IOException {
        return (int) readWord(offset, Integer.BYTES);
    }

    long readLong(long offset) throws IOException {
        return readWord(offset, Long.BYTES);
    }

    void writeInt(long offset, int value) throws IOException {
        writeWord(offset, value, Integer.BYTES);
    }

    void writeLong(long offset, long value) throws IOException {
        writeWord(offset, value, Long.BYTES);
    }

    void read(long offset, byte[] bytes, int length) throws IOException {
        file.seek(offset);
        file.readFully(bytes, 0, length);
    }

    void write(long offset, byte[] bytes, int length) throws IOException {
        file.seek(offset);
        file.write(bytes, 0, length);
    }

    private long readWord(long offset, int size) throws IOException {
        read(offset, word, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (word[i] & 0xff);
        }
        return value;
    }

    private void writeWord(long offset, long value, int size) throws IOException {
        for (int i = 0; i < size; i++) {
            word[i] = (byte) (value >>> (i * Byte.SIZE));
        }
        write(offset, word, size);
    }

    /** Maps the file. */
    Lane map() throws IOException {
        return Lane.attach(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
