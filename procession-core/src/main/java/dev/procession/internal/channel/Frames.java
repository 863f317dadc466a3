package dev.procession.internal.channel;

import java.util.Arrays;

/**
 * The parent's own copy of what it has handed to a worker, out of the worker's reach: for the case
 * that another worker must run it.
 *
 * <p>Short frames of all cells lie in one array, one behind the other; only longer ones have an
 * array of their own, which is kept for the cell's next frame unless it is large.
 */
final class Frames {

    /** Longest frame in the common array. */
    static final int SHORT = 64;

    /** Longest array that outlives its task. */
    private static final int KEPT = 64 << 10;

    private final byte[] common = new byte[LaneLayout.CELLS * SHORT + Long.BYTES];
    private final byte[][] own = new byte[LaneLayout.CELLS][];
    private final int[] headLengths = new int[LaneLayout.CELLS];
    private final int[] sizes = new int[LaneLayout.CELLS];

    /** Keeps a frame. */
    void put(int cell, byte[] head, int headLength, byte[] payload, int start, int length) {
        headLengths[cell] = headLength;
        sizes[cell] = headLength + length;
        byte[] target = isShort(cell) ? common : own(cell);
        int at = offset(cell);
        System.arraycopy(head, 0, target, at, headLength);
        System.arraycopy(payload, start, target, at + headLength, length);
    }

    private boolean isShort(int cell) {
        return sizes[cell] <= SHORT;
    }

    private byte[] own(int cell) {
        byte[] kept = own[cell];
        int size = sizes[cell];
        if (kept == null || kept.length < size) {
            kept = new byte[size + Long.BYTES];
            own[cell] = kept;
        }
        return kept;
    }

    /** The array that has the frame. */
    byte[] array(int cell) {
        return isShort(cell) ? common : own[cell];
    }

    /** Where in the array the frame begins. */
    int offset(int cell) {
        return isShort(cell) ? cell * SHORT : 0;
    }

    /** How long the frame is. */
    int size(int cell) {
        return sizes[cell];
    }

    /** Returns a copy of the payload, which follows the head. */
    byte[] payload(int cell) {
        int at = offset(cell);
        return Arrays.copyOfRange(array(cell), at + headLengths[cell], at + sizes[cell]);
    }

    /** Lets go of a large frame. */
    void release(int cell) {
        if (sizes[cell] > KEPT) {
            own[cell] = new byte[0];
            sizes[cell] = 0;
        }
    }
}
