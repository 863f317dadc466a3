package dev.procession.internal.channel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A frame that comes in, piece by piece. One that the memory has no room for is counted and thrown
 * away, so that it does not cost those behind it. Of one thread at a time.
 */
public final class Incoming {

    /** A frame's array grows as its bytes come: a length alone does not cost memory. */
    private static final int FIRST_ARRAY_BYTES = 1 << 20;

    private final IntFunction<byte[]> rooms;

    private boolean isBegun;
    private int length;
    private int filled;

    /** What there is of it; null before its first bytes, and if it is thrown away. */
    private byte @Nullable [] array;

    private boolean isThrownAway;
    private @Nullable OutOfMemoryError lack;

    /** How one begins that is thrown away. */
    private final byte[] head = new byte[LostFrameException.HEAD_BYTES];

    /** For frames on the heap. */
    public Incoming() {
        this(byte[]::new);
    }

    /**
     * For tests.
     *
     * @param rooms makes arrays, or fails to
     */
    Incoming(IntFunction<byte[]> rooms) {
        this.rooms = rooms;
    }

    /**
     * Begins a frame.
     *
     * @param bytes how long it is
     * @param isWanted whether it is not to be thrown away
     */
    public void begin(int bytes, boolean isWanted) {
        isBegun = true;
        isThrownAway = !isWanted;
        length = bytes;
        filled = 0;
    }

    /**
     * Tells whether a frame was begun, and not taken.
     *
     * @return whether there is one
     */
    public boolean isBegun() {
        return isBegun;
    }

    /**
     * Tells how many bytes there are not yet.
     *
     * @return how many are missing
     */
    public int missing() {
        return length - filled;
    }

    /**
     * Takes what it needs out of what has come.
     *
     * @param source what has come
     */
    public void fill(ByteBuffer source) {
        int some = Math.min(missing(), source.remaining());
        byte[] target = room(some);
        if (target == null) {
            throwAway(source, some);
        } else {
            source.get(target, filled, some);
        }
        filled += some;
    }

    /**
     * Returns room for bytes that are read to where they belong; {@link #filled} tells how many
     * were.
     *
     * @param most at least 1
     * @return room for some, but not more; null if the frame is thrown away
     */
    public @Nullable ByteBuffer window(int most) {
        byte[] target = room(Math.min(missing(), 1));
        return target == null
                ? null
                : ByteBuffer.wrap(target, filled, Math.min(most, target.length - filled));
    }

    /**
     * Says that bytes were read to the {@link #window}.
     *
     * @param count how many
     */
    public void filled(int count) {
        filled += count;
    }

    /** Returns the array, with room for so many more; null if there is none. */
    private byte @Nullable [] room(int more) {
        if (isThrownAway) {
            return null;
        }
        byte[] had = array;
        try {
            if (had == null) {
                array = rooms.apply(Math.min(length, FIRST_ARRAY_BYTES));
            } else if (more > had.length - filled) {
                array = grown(had, more);
            }
        } catch (OutOfMemoryError none) {
            lose(had, none);
        }
        return array;
    }

    private byte[] grown(byte[] had, int more) {
        long doubled = Math.max(2L * had.length, filled + more);
        byte[] larger = rooms.apply((int) Math.min(doubled, length));
        System.arraycopy(had, 0, larger, 0, filled);
        return larger;
    }

    private void lose(byte @Nullable [] had, OutOfMemoryError none) {
        if (had != null) {
            System.arraycopy(had, 0, head, 0, Math.min(filled, head.length));
        }
        array = null;
        isThrownAway = true;
        lack = none;
    }

    private void throwAway(ByteBuffer source, int some) {
        int rest = some;
        if (filled < head.length) {
            int first = Math.min(head.length - filled, some);
            source.get(head, filled, first);
            rest -= first;
        }
        source.position(source.position() + rest);
    }

    /**
     * Takes the frame, of which nothing is missing.
     *
     * @return its bytes
     * @throws LostFrameException if it was thrown away
     */
    public byte[] take() throws LostFrameException {
        byte[] whole = array;
        OutOfMemoryError why = lack;
        isBegun = false;
        array = null;
        lack = null;
        if (whole == null) {
            throw new LostFrameException(
                    Arrays.copyOf(head, Math.min(length, head.length)), length, why);
        }
        return whole;
    }
}
