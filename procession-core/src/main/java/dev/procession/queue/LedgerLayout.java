package dev.procession.queue;

import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;

/**
 * Where in its memory a {@link Ledger} has what.
 *
 * <pre>
 *      0  KIND        int    what the block is for; 0 once it was closed
 *      8  SLOT_BYTES  int    size of an entry: with room for an element, or without
 *     12  USED        int    how many entries, from the first on, have ever been in use
 *     16  CLAIMED     int    number of the entry that is being written, plus 1; 0: none is
 *     24  CLAIM_HEAD  long   HEAD of the ring when CLAIMED was written
 *     32  NEXT_TAKE   long   number of the next take
 *
 *    128  DONE        int    event word, rung when nothing is left to be done
 *
 *    256  entries:
 *
 *             0  OWNER    int    process that has taken it; 0: the entry is free;
 *                                RETURNED: to be given out again; LOST: to be reported
 *             4  LENGTH   int    of the element; bit 31: in a segment of its own
 *             8  THREAD   long   number of the owner's thread that has taken it
 *            16  TAKE     long   number of the take
 *            24  PID      long   of the owner, for messages
 *            32  element         or the name of the segment
 * </pre>
 *
 * <p>All is written with the ring's TAKE_LOCK held, but for DONE.
 */
final class LedgerLayout {

    /** "Ledg". */
    static final int KIND = 0x6764654c;

    static final long SLOT_BYTES_OFFSET = 8;
    static final long USED_OFFSET = 12;
    static final long CLAIMED_OFFSET = 16;
    static final long CLAIM_HEAD_OFFSET = 24;
    static final long NEXT_TAKE_OFFSET = 32;
    static final long DONE_OFFSET = 128;

    private static final long ENTRIES_OFFSET = 256;

    static final int OWNER_OFFSET = 0;
    static final int LENGTH_OFFSET = 4;
    static final int THREAD_OFFSET = 8;
    static final int TAKE_OFFSET = 16;
    static final int PID_OFFSET = 24;
    static final int ELEMENT_OFFSET = 32;

    /** In LENGTH. */
    static final int IN_SEGMENT = 1 << 31;

    /** In OWNER: its owner died, and another may have it. */
    static final int RETURNED = -1;

    /** In OWNER: its owner died, and nobody has been told. */
    static final int LOST = -2;

    /** How many elements may be taken and not done. */
    static final int MOST = 1024;

    /** An entry that keeps its element. */
    static final int KEEPING_BYTES = 1024;

    /** An entry that says only that there is one. */
    static final int COUNTING_BYTES = 64;

    private LedgerLayout() {}

    static long bytes(int slotBytes) {
        return ENTRIES_OFFSET + (long) MOST * slotBytes;
    }

    static long entry(int slot, int slotBytes) {
        return ENTRIES_OFFSET + (long) slot * slotBytes;
    }

    /** Requires that this may be a ledger; returns its SLOT_BYTES. */
    static int check(Words words) throws InvalidObjectException {
        int slotBytes = words.getInt(SLOT_BYTES_OFFSET);
        if ((slotBytes != KEEPING_BYTES && slotBytes != COUNTING_BYTES)
                || words.size() != bytes(slotBytes)) {
            throw new InvalidObjectException(
                    "the queue is corrupt: slotBytes=" + slotBytes + ", bytes=" + words.size());
        }
        return slotBytes;
    }
}
