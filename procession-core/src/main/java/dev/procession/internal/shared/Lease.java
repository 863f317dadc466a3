package dev.procession.internal.shared;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process's claim that the file of a named memory is in use: the creator's is a lock on byte 0,
 * that of all others a shared lock on byte 1. The kernel drops it whatever way the process dies.
 *
 * <p>The kernel also drops it when the process closes <i>any</i> channel of the file. So none may
 * be opened while the process has a lease: see {@link NamedSegment}, which keeps one for each file.
 */
final class Lease implements AutoCloseable {

    private static final long CREATOR = 0;
    private static final long OTHERS = 1;

    private final Path path;
    private final FileChannel channel;

    private Lease(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes a file, as its creator. */
    static Lease create(Path path) throws IOException {
        return take(path, CREATOR, StandardOpenOption.CREATE_NEW);
    }

    /** Opens a file that is in use, as one of many. */
    static Lease join(Path path) throws IOException {
        return take(path, OTHERS, StandardOpenOption.READ);
    }

    private static Lease take(Path path, long place, StandardOpenOption option) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, option);
        try {
            if (channel.tryLock(place, 1, place == OTHERS) == null) {
                throw new IOException("a file of shared memory could not be locked: " + path);
            }
            return new Lease(path, channel);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    /**
     * Tells whether a file is of no use to anybody: no process has a lease on it, or it was ended.
     * Only to be asked of one on which this process has none.
     */
    static boolean isDead(Path path) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock all = channel.tryLock(CREATOR, OTHERS - CREATOR + 1, false)) {
            return all != null || Head.isEnded(channel);
        } catch (OverlappingFileLockException usedByAnotherLoaderOfThisClass) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
