package dev.procession.internal.ring;

/**
 * The arithmetic of TAIL and HEAD: how many elements, and how many bytes of records, have passed a
 * place since the queue was made. One long, so that one store changes both.
 *
 * <pre>
 *   bits 40–63   elements, modulo 2^24
 *   bits  3–39   bytes, modulo 2^40, a multiple of 8
 *   bits  1–2    0
 *   bit  0       of TAIL only: nothing will be put any more
 * </pre>
 *
 * <p>Only differences of two indices mean something, and only those of a tail and a head not after
 * it: there are never more than 2^23 elements and 2^27 bytes between them.
 */
final class Index {

    /** In a TAIL: the queue was completed. */
    static final long COMPLETED = 1;

    private static final int COUNT_SHIFT = 40;
    private static final long COUNT = (1 << 24) - 1;
    private static final long BYTES = (1L << COUNT_SHIFT) - 8;
    private static final long ALWAYS_ZERO = 6;

    private Index() {}

    static boolean isCompleted(long tail) {
        return (tail & COMPLETED) != 0;
    }

    /** Returns a tail as an index that a head may come to. */
    static long end(long tail) {
        return tail & ~COMPLETED;
    }

    /** Tells whether these may be a head and a tail, each for itself. */
    static boolean areAligned(long head, long tail) {
        return (head & (ALWAYS_ZERO | COMPLETED)) == 0 && (tail & ALWAYS_ZERO) == 0;
    }

    static int count(long head, long tail) {
        return (int) (((tail >>> COUNT_SHIFT) - (head >>> COUNT_SHIFT)) & COUNT);
    }

    static long bytes(long head, long tail) {
        return ((tail & BYTES) - (head & BYTES)) & BYTES;
    }

    /** Returns where in a ring, whose size is a power of two, the index points to. */
    static long place(long index, long ringBytes) {
        return index & BYTES & (ringBytes - 1);
    }

    /** Returns the index that is so much further. */
    static long advanced(long index, int elements, long bytes) {
        return ((index >>> COUNT_SHIFT) + elements) << COUNT_SHIFT | ((index + bytes) & BYTES);
    }
}
