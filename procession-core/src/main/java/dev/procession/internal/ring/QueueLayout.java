package dev.procession.internal.ring;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;

/**
 * Where in its memory a queue has what.
 *
 * <pre>
 *      0  KIND         int    what the block is for; 0 once the queue was closed
 *      8  RING_BYTES   int    size of the ring, a power of two
 *     12  CAPACITY     int    how many elements there may be
 *     16  LARGE_PAGES  int    how many pages large elements may take
 *     20  OF_PIPE      int    1 if it is one direction of a pipe, for who looks from outside
 *
 *    128  PUT_LOCK     int    ┐ lock word of who puts              ╮ one cache line:
 *    132  PAGES_PUT    int    │ pages of all large elements ever   │ who puts touches
 *    136  TAIL         long   │ index behind the last element      │ these together
 *    144  HEAD_SEEN    long   ┘ HEAD when it was last looked at    ╯
 *
 *    256  TAKE_LOCK    int    ┐ lock word of who takes             ╮ and who takes
 *    264  HEAD         long   │ index of the first element         │ these
 *    272  TAIL_SEEN    long   ┘ TAIL when it was last looked at    ╯
 *
 *    384  NOT_EMPTY    int    event word, rung when something was put
 *    512  NOT_FULL     int    event word, rung when something was taken
 *
 *   1024  RING         records, each from a multiple of 8 on:
 *
 *             0  LENGTH   int   bytes of the payload; bit 31: it is a reference to a large one
 *             4  PAGES    int   PAGES_PUT when it was put
 *             8  payload  padded to 8; may go on at the beginning of the ring
 * </pre>
 *
 * <p>Indices are described by {@link Index}. PUT_LOCK, PAGES_PUT, TAIL and HEAD_SEEN are written
 * with PUT_LOCK held only, TAKE_LOCK, HEAD and TAIL_SEEN with TAKE_LOCK held; the first line never
 * after the queue was made, but for KIND.
 *
 * <p>A lock and its index share a cache line, since whoever has the one wants the other; any two
 * others have lines of their own, and none of them the next one either, which processors fetch
 * along.
 */
public final class QueueLayout {

    /** "Queu". */
    public static final int KIND = 0x75657551;

    public static final long KIND_OFFSET = 0;
    static final long RING_BYTES_OFFSET = 8;
    static final long CAPACITY_OFFSET = 12;
    static final long LARGE_PAGES_OFFSET = 16;

    static final long OF_PIPE_OFFSET = 20;

    static final long PUT_LOCK_OFFSET = 128;
    static final long PAGES_PUT_OFFSET = 132;
    static final long TAIL_OFFSET = 136;
    static final long HEAD_SEEN_OFFSET = 144;

    static final long TAKE_LOCK_OFFSET = 256;
    static final long HEAD_OFFSET = 264;
    static final long TAIL_SEEN_OFFSET = 272;

    static final long NOT_EMPTY_OFFSET = 384;
    static final long NOT_FULL_OFFSET = 512;

    static final long RING_OFFSET = 1024;

    static final int LENGTH_OFFSET = 0;
    static final int PAGES_OFFSET = 4;
    static final int HEADER_BYTES = 8;

    /** In a record's LENGTH. */
    static final int LARGE = 1 << 31;

    /** The shortest record: a header, and a payload of one byte at least. */
    static final int LEAST_RECORD_BYTES = 16;

    public static final int LEAST_RING_BYTES = 1 << 10;

    /** So that even the shortest records are not more than an index can count. */
    public static final int MOST_RING_BYTES = 1 << 27;

    public static final int PAGE_BYTES = 1 << 12;

    private QueueLayout() {}

    /** Returns how much memory a queue takes. */
    public static long bytes(int ringBytes) {
        return RING_OFFSET + ringBytes;
    }

    /** Returns how much of the ring a payload takes. */
    static long recordBytes(int payloadBytes) {
        return (HEADER_BYTES + (long) payloadBytes + 7) & -8;
    }

    /** Makes zeros an empty queue; the head of a {@link Block} is written by that. */
    public static void fill(Words words, int ringBytes, int capacity, int largePages) {
        words.setInt(RING_BYTES_OFFSET, ringBytes);
        words.setInt(CAPACITY_OFFSET, capacity);
        words.setInt(LARGE_PAGES_OFFSET, largePages);
    }

    /** Says that it is one direction of a pipe. */
    public static void markOfPipe(Words words) {
        words.setInt(OF_PIPE_OFFSET, 1);
    }

    /** Requires that this may be a queue, before anything is computed with its sizes. */
    static void check(Words words, String what) throws InvalidObjectException {
        int ringBytes = words.getInt(RING_BYTES_OFFSET);
        int capacity = words.getInt(CAPACITY_OFFSET);
        if (ringBytes < LEAST_RING_BYTES
                || ringBytes > MOST_RING_BYTES
                || Integer.bitCount(ringBytes) != 1
                || words.size() != bytes(ringBytes)
                || capacity < 1) {
            throw new InvalidObjectException(
                    what
                            + " is corrupt: ringBytes="
                            + ringBytes
                            + ", capacity="
                            + capacity
                            + ", bytes="
                            + words.size());
        }
    }
}
