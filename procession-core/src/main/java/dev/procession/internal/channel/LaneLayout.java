package dev.procession.internal.channel;

/**
 * Where things are in a lane, the file that a parent and one worker map to exchange tasks.
 *
 * <pre>
 *      0  MAGIC         long   written last by the parent
 *     64  CLAIM         long   low half BEGUN, high half TAIL          both: compare-and-set
 *    128  DONE          int    results written so far, then four 0    worker
 *    192  WORKER_SLEEP  int    1: ring the task bell                  worker sets, either clears
 *    256  PARENT_SLEEP  int    1: ring the parent's bell              parent sets, either clears
 *    260  WAKE_AT       int    … when DONE has come so far            parent, before PARENT_SLEEP
 *    320  HARVESTED     int    results the parent has taken           parent
 *    384  STATE         int    how far the worker has come up         worker
 *    448  BEGUN_AT      long   when the current task began, nanoTime  worker
 *   1024  cells         1024 × 256 bytes, by sequence number modulo 1024
 *
 *   cell:   0  TASK          int    id of the task                     parent
 *           4  ARGUMENT_SIZE int    bytes of the argument              parent
 *           8  RESULT_TASK   int    id of the task again               worker
 *          12  RESULT_SIZE   int    bytes of the result                worker
 *          16  RUN           long   nanoseconds × 256 + kind of result worker
 *          24  payload       232 bytes, first the argument, then the result
 * </pre>
 *
 * <p>A payload that does not fit lies in a file: its size stands there inverted (<i>~size</i>), and
 * the payload's place holds its position as a long. A short task has all it needs in the first of
 * the cell's cache lines, which then is the only one that goes from processor to processor.
 *
 * <p>BEGUN, TAIL and DONE count tasks from 0 and wrap around; {@code DONE ≤ BEGUN ≤ TAIL} and
 * {@code BEGUN − DONE ≤ 1}. A word that one side writes often has a cache line of its own. The
 * worker writes DONE, and reads PARENT_SLEEP and WAKE_AT, as one long.
 *
 * <p>All numbers are little endian.
 */
public final class LaneLayout {

    static final long MAGIC = 0x31_656e614c_6f7250L;

    static final int MAGIC_OFFSET = 0;

    /** Offset of the pair BEGUN and TAIL. */
    public static final int CLAIM_OFFSET = 64;

    /** Offset of DONE. */
    public static final int DONE_OFFSET = 128;

    static final int WORKER_SLEEP_OFFSET = 192;
    static final int PARENT_SLEEP_OFFSET = 256;
    static final int WAKE_AT_OFFSET = 260;
    static final int HARVESTED_OFFSET = 320;

    /** Offset of STATE. */
    public static final int STATE_OFFSET = 384;

    /** Offset of BEGUN_AT. */
    public static final int BEGUN_AT_OFFSET = 448;

    static final int CELLS_OFFSET = 1024;

    /** How many cells a lane has; a power of two. */
    public static final int CELLS = 1024;

    static final int CELL_SIZE = 256;

    /** Where in a cell the task's id and the size of its argument are. */
    static final int TASK = 0;

    /** Where in a cell the task's id and the size of its result are. */
    public static final int RESULT = 8;

    static final int RUN = 16;
    static final int STATUS_BITS = 8;

    /** Where in a cell the payload begins. */
    public static final int PAYLOAD = 24;

    /** The longest payload that a cell holds itself. */
    public static final int INLINE_LIMIT = CELL_SIZE - PAYLOAD;

    static final int SIZE = CELLS_OFFSET + CELLS * CELL_SIZE;

    /** STATE: the worker runs its first task without having mapped the lane. */
    public static final int BOOTING = 0;

    /** STATE: the worker has mapped the lane. */
    public static final int MAPPED = 1;

    private LaneLayout() {}

    /** Two neighbouring ints as one long, so that both are read or written at once. */
    static long pair(int first, int second) {
        return (long) second << Integer.SIZE | (first & 0xffff_ffffL);
    }

    static int first(long pair) {
        return (int) pair;
    }

    static int second(long pair) {
        return (int) (pair >>> Integer.SIZE);
    }

    /** Returns the number of the cell that has the task of a sequence number. */
    static int cellOf(int sequence) {
        return sequence & CELLS - 1;
    }

    /** Returns the offset of a cell. */
    public static int cell(int number) {
        return CELLS_OFFSET + number * CELL_SIZE;
    }
}
