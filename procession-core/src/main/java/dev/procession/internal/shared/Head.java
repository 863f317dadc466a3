package dev.procession.internal.shared;

import dev.procession.internal.util.ProcessStart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * What stands at the beginning of each mapped piece of shared memory.
 *
 * <pre>
 *      0  MAGIC    long   written last by the creator; 1 once it was ended
 *      8  SIZE     long   bytes after the head
 *     16  ID       long   a random number
 *     24  CREATOR  long   its pid
 *     32  STARTED  long   when that process began, see ProcessStart; 0: unknown
 *     40  USE      int    the kind of the block that it is for; 0: of no block, or of several
 *     64  what it is for
 * </pre>
 */
final class Head {

    /** Where begins what the memory is for. */
    static final int BYTES = 64;

    private static final long MAGIC = 0x31_676573_6f7250L;
    private static final long ENDED = 1;

    /** Of memory that is not for one block. */
    static final int NO_USE = 0;

    private static final int MAGIC_OFFSET = 0;
    private static final int SIZE_OFFSET = 8;
    private static final int ID_OFFSET = 16;
    private static final int CREATOR_OFFSET = 24;
    private static final int STARTED_OFFSET = 32;
    private static final int USE_OFFSET = 40;

    private final Words words;

    /**
     * Reads and writes a head.
     *
     * @param whole begins with it
     */
    Head(MemorySegment whole) {
        this.words = new Words(whole);
    }

    /** Writes it; who finds the magic finds all that was written before. */
    void write(long id, int use) {
        words.setLong(SIZE_OFFSET, words.size() - BYTES);
        words.setLong(ID_OFFSET, id);
        words.setLong(CREATOR_OFFSET, ProcessHandle.current().pid());
        words.setLong(STARTED_OFFSET, ProcessStart.of(ProcessHandle.current().pid()));
        words.setInt(USE_OFFSET, use);
        words.setLong(MAGIC_OFFSET, MAGIC);
    }

    /** Tells whether it was written, is not ended, and fits the memory. */
    boolean isIntact() {
        return words.size() >= BYTES
                && words.getLong(MAGIC_OFFSET) == MAGIC
                && words.getLong(SIZE_OFFSET) == words.size() - BYTES;
    }

    /** As {@link #isIntact()}, of what was read of a file of some size. */
    static boolean isIntact(ByteBuffer beginning, long size) {
        return beginning.limit() >= BYTES
                && beginning.getLong(MAGIC_OFFSET) == MAGIC
                && beginning.getLong(SIZE_OFFSET) == size - BYTES;
    }

    static long creator(ByteBuffer beginning) {
        return beginning.getLong(CREATOR_OFFSET);
    }

    long id() {
        return words.getLong(ID_OFFSET);
    }

    int use() {
        return words.getInt(USE_OFFSET);
    }

    /** Tells whether it was not ended. */
    boolean isOpen() {
        return words.getLong(MAGIC_OFFSET) == MAGIC;
    }

    /** Tells whether that of a file was ended, and not only not begun. */
    static boolean isEnded(FileChannel file) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        return file.read(magic, MAGIC_OFFSET) == Long.BYTES && magic.getLong(0) == ENDED;
    }

    void end() {
        words.setLong(MAGIC_OFFSET, ENDED);
    }

    /** Tells whether the process that has written it has ended. */
    boolean isOrphan() {
        long creator = words.getLong(CREATOR_OFFSET);
        long started = words.getLong(STARTED_OFFSET);
        return started == 0
                ? ProcessHandle.of(creator).isEmpty()
                : ProcessStart.hasEnded(creator, started);
    }
}
