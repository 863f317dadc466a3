package dev.procession.internal.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Reserving room in a file: what was only promised may not be there when it is touched. */
final class Zeros {

    private static final int CHUNK_BYTES = 64 << 10;

    private Zeros() {}

    /** Writes so many zeros. */
    static void write(WritableByteChannel out, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, CHUNK_BYTES));
        long left = bytes;
        while (left > 0) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            left -= out.write(zeros);
        }
    }
}
