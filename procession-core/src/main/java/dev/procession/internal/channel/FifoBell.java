package dev.procession.internal.channel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.function.BooleanSupplier;

/**
 * A bell in a named pipe, opened for reading and writing, so that opening never blocks and there is
 * no end of file. Needs nothing but {@code java.io}: a young worker can ring it in microseconds.
 */
public final class FifoBell implements Bell {

    private static final int DRAIN = 64;

    private final File path;
    private final boolean isOwner;
    private final RandomAccessFile pipe;
    private final byte[] drain = new byte[DRAIN];

    /**
     * Opens the bell.
     *
     * @param path a named pipe
     * @param isOwner whether closing the bell removes the pipe
     * @throws IOException if it cannot be opened
     */
    public FifoBell(File path, boolean isOwner) throws IOException {
        this.path = path;
        this.isOwner = isOwner;
        this.pipe = new RandomAccessFile(path, "rw");
    }

    @Override
    public void ring() throws IOException {
        pipe.write(1);
    }

    @Override
    public void await(BooleanSupplier isAsleep) throws IOException {
        pipe.read(drain, 0, DRAIN);
    }

    @Override
    public void close() throws IOException {
        pipe.close();
        if (isOwner) {
            Files.deleteIfExists(path.toPath());
        }
    }
}
