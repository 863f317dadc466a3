package dev.procession.memory;

import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;

/**
 * Values of any length up to a limit, in shared memory, each written as a whole or not at all.
 *
 * <pre>
 *      8  LOCK  int   who has it may read and write
 *     12        int   free
 *     16  the slots, each of which is
 *             0  VERSION  int   how often it was written; bit 0 tells which cell has the value
 *             4           int   free
 *             8  two cells, each of which is
 *                    0  KIND    int
 *                    4  LENGTH  int   bytes
 *                    8  the bytes, up to the limit
 * </pre>
 *
 * <p><b>To write</b>: under the lock (1) the cell that does not have the value is filled; (2) the
 * version, one more, makes it the one that does.
 *
 * <p><b>A death</b> of a writer before (2) leaves the old value, after it the new one; either way
 * the next who comes takes the lock over, and there is nothing to mend.
 */
final class Slots {

    private static final int LOCK = 8;
    private static final int SLOTS = 16;
    private static final int CELLS = 8;
    private static final int KIND = 0;
    private static final int LENGTH = 4;
    private static final int BYTES = 8;

    private final Words words;
    private final LockWord lock;
    private final int limit;

    /**
     * What is in a slot.
     *
     * @param version by which {@link #replace} tells whether it still is
     * @param kind what the bytes are
     * @param bytes a copy
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Content(int version, int kind, byte[] bytes) {}

    /**
     * Uses slots in shared memory.
     *
     * @param words of a block, its head included
     * @param limit of the bytes of a value
     */
    Slots(Words words, int limit) {
        this.words = words;
        this.limit = limit;
        this.lock = new LockWord(words, LOCK, Peers.current(), Parking.current());
    }

    /** Returns how large a block has to be. */
    static long blockBytes(int count, int limit) {
        return SLOTS + count * slotBytes(limit);
    }

    private static long slotBytes(int limit) {
        return CELLS + 2 * cellBytes(limit);
    }

    private static long cellBytes(int limit) {
        return BYTES + ((limit + 7L) & -8);
    }

    private long slot(int index) {
        return SLOTS + index * slotBytes(limit);
    }

    private long cell(long slot, int version) {
        return slot + CELLS + (version & 1) * cellBytes(limit);
    }

    /** Returns what is in a slot. */
    Content read(int index) {
        long slot = slot(index);
        lock.lock();
        try {
            int version = words.getInt(slot);
            long cell = cell(slot, version);
            int length = words.getIntPlain(cell + LENGTH);
            if (length < 0 || length > limit) {
                throw new IllegalStateException(
                        "a peer has overwritten shared memory: length=" + length);
            }
            byte[] bytes = new byte[length];
            words.get(cell + BYTES, bytes, 0, length);
            return new Content(version, words.getIntPlain(cell + KIND), bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Replaces what is in a slot; the value has been found to be short enough. */
    void write(int index, int kind, byte[] bytes) {
        long slot = slot(index);
        lock.lock();
        try {
            write(slot, words.getInt(slot), kind, bytes);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #write}, unless something was written since the old content was read. */
    boolean replace(int index, Content old, byte[] bytes) {
        long slot = slot(index);
        lock.lock();
        try {
            int version = words.getInt(slot);
            if (version == old.version()) {
                write(slot, version, old.kind(), bytes);
            }
            return version == old.version();
        } finally {
            lock.unlock();
        }
    }

    private void write(long slot, int version, int kind, byte[] bytes) {
        long cell = cell(slot, version + 1);
        words.setIntPlain(cell + KIND, kind);
        words.setIntPlain(cell + LENGTH, bytes.length);
        words.put(cell + BYTES, bytes, 0, bytes.length);
        words.setInt(slot, version + 1);
    }
}
