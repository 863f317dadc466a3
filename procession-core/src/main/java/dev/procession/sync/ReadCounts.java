package dev.procession.sync;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;

/**
 * How many reads of each process are going on, in the block of a read–write lock: for each slot of
 * the table of processes a long, the process's number times 2³² plus its count. So the reads of the
 * dead are known, and count no more.
 */
final class ReadCounts {

    static final int BYTES = Peers.SLOTS * Long.BYTES;

    private static final int PEER_SHIFT = 32;
    private static final long COUNT = (1L << PEER_SHIFT) - 1;

    private final Words words;
    private final long offset;
    private final Peers peers;

    ReadCounts(Words words, long offset, Peers peers) {
        this.words = words;
        this.offset = offset;
        this.peers = peers;
    }

    private long at(int slot) {
        return offset + (long) slot * Long.BYTES;
    }

    /** Counts a read of this process; what a dead one left in its slot counts no more. */
    void begin() {
        int self = peers.self();
        long at = at(Peers.slot(self));
        long seen = words.getLong(at);
        while (!words.compareAndSetLong(at, seen, next(seen, self))) {
            seen = words.getLong(at);
        }
    }

    private static long next(long seen, int self) {
        return (int) (seen >>> PEER_SHIFT) == self ? seen + 1 : ((long) self << PEER_SHIFT) + 1;
    }

    /** Counts a read of this process as ended; whether that was its last. */
    boolean end() {
        long before = words.getAndAddLong(at(Peers.slot(peers.self())), -1);
        return (before & COUNT) == 1;
    }

    /** Returns the number of the process that reads, or has read, in a slot. */
    int peer(int slot) {
        return (int) (words.getLong(at(slot)) >>> PEER_SHIFT);
    }

    /**
     * Looks for a process that reads.
     *
     * @param first the slot to begin with
     * @return its slot; {@link Peers#SLOTS} if there is none
     */
    int nextReader(int first) {
        for (int slot = first; slot < Peers.SLOTS; slot++) {
            long seen = words.getLong(at(slot));
            if ((seen & COUNT) != 0 && !peers.isDead((int) (seen >>> PEER_SHIFT))) {
                return slot;
            }
        }
        return Peers.SLOTS;
    }
}
