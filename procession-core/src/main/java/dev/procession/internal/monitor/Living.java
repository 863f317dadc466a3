package dev.procession.internal.monitor;

import dev.procession.internal.os.FileLocks;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Who lives: locks on the bytes of a file, one for each slot, that the kernel drops with its
 * process.
 */
abstract sealed class Living {

    /** Opens the file's locks, for as long as this process lives. */
    static Living open(Path file) throws IOException {
        try {
            return FileLocks.isSupported()
                    ? new OfOpenFile(FileLocks.open(file.toString()))
                    : new OfProcess(
                            FileChannel.open(
                                    file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException failure) {
            throw Shortage.explained(failure);
        }
    }

    /** Takes a slot for as long as this process lives, unless somebody has it. */
    abstract boolean take(int slot) throws IOException;

    /** Tells whether nobody has a slot; not to be asked for one's own. */
    abstract boolean isFree(int slot);

    private static final class OfOpenFile extends Living {
        private final FileLocks locks;

        OfOpenFile(FileLocks locks) {
            this.locks = locks;
        }

        @Override
        boolean take(int slot) {
            return locks.tryLock(slot);
        }

        @Override
        boolean isFree(int slot) {
            return !locks.isLocked(slot);
        }
    }

    /**
     * The JDK's locks. They belong to the process, which loses them when anything in it closes
     * another channel of the file. To look, one has the lock for a moment, in which others take its
     * owner for alive; they are right the next time.
     */
    private static final class OfProcess extends Living {
        private final FileChannel channel;

        OfProcess(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        boolean take(int slot) throws IOException {
            return channel.tryLock(slot, 1, false) != null;
        }

        @Override
        boolean isFree(int slot) {
            try (FileLock lock = channel.tryLock(slot, 1, false)) {
                return lock != null;
            } catch (OverlappingFileLockException anotherThreadLooks) {
                return false;
            } catch (IOException failure) {
                throw new UncheckedIOException(
                        "the table of the session's processes cannot be looked at", failure);
            }
        }
    }
}
