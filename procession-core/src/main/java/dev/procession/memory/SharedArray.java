package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * An array of numbers that processes share: {@link SharedByteArray}, {@link SharedIntArray}, {@link
 * SharedLongArray}, {@link SharedDoubleArray}.
 *
 * <p>Its length is fixed, its elements begin as zeros, and no access leaves it. To hand it to
 * another process costs the same however long it is. A {@linkplain SharedIntArray#slice slice} is a
 * view of a part, and travels too: each of many tasks is given its own.
 *
 * {@snippet :
 * try (SharedDoubleArray samples = SharedDoubleArray.copyOf(measured);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(
 *             part -> smooth(part),
 *             List.of(samples.slice(0, half), samples.slice(half, samples.length())));
 *     samples.copyTo(measured);
 * }
 * }
 *
 * <p>Elements have the byte order of the machine, as they have in {@link #segment}, which is the
 * way for loops where each nanosecond counts.
 *
 * <p><b>Blocking.</b> Nothing blocks.
 *
 * <p><b>Memory consistency.</b> Methods that name no strength of access are plain: as with Java's
 * own arrays, something else has to order them. See {@linkplain dev.procession.memory the package}.
 *
 * <p><b>If a peer dies.</b> An element has the value before or after; of a bulk copy a part may be
 * there.
 *
 * @apiNote Python's {@code multiprocessing.Array} and {@code RawArray}.
 * @since 0.1
 */
public abstract sealed class SharedArray extends Handle
        permits SharedByteArray, SharedDoubleArray, SharedIntArray, SharedLongArray {

    /*
     *  64  DATA  the elements
     */
    private static final int DATA = 64;

    @Serial private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient int width;
    private final transient Range range;

    /**
     * Which elements of the block there are.
     *
     * @param from the index of the first
     * @param length how many
     * @param isSlice whether it is a view of another array
     */
    record Range(long from, long length, boolean isSlice) implements Serializable {}

    SharedArray(Block block, String what, int width, Range range) {
        super(block, what);
        this.block = block;
        this.width = width;
        this.range = range;
    }

    /** Makes the block of a new array. */
    static Block make(int kind, long length, int width, String what) {
        long most = (Long.MAX_VALUE - DATA) / width;
        if (length < 0 || length > most) {
            throw new IllegalArgumentException(
                    "the length of a shared array is 0 to " + most + ": length=" + length);
        }
        return Blocks.create(kind, DATA + length * width, words -> {}, what);
    }

    static Range whole(long length) {
        return new Range(0, length, false);
    }

    final Block block() {
        return block;
    }

    final Range range() {
        return range;
    }

    /** Returns where an element is, in an array that is open. */
    final long at(long index) {
        requireOpen();
        return DATA + (range.from + Objects.checkIndex(index, range.length)) * width;
    }

    final Range rangeOf(long from, long to) {
        requireOpen();
        Objects.checkFromToIndex(from, to, range.length);
        return new Range(range.from + from, to - from, true);
    }

    /** Returns the first elements. */
    final MemorySegment first(long length) {
        MemorySegment all = segment();
        Objects.checkFromToIndex(0, length, range.length);
        return all.asSlice(0, length * width);
    }

    final int intLength() {
        if (range.length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "a Java array cannot be so long; copy slices: length=" + range.length);
        }
        return (int) range.length;
    }

    /**
     * Returns how many elements there are.
     *
     * @return the length
     */
    public final long length() {
        return range.length;
    }

    /**
     * Returns the memory of the elements.
     *
     * @return a segment that all threads may use; once the array is closed, an access to it may be
     *     an {@code IllegalStateException}
     * @throws IllegalStateException if it was closed
     */
    public final MemorySegment segment() {
        requireOpen();
        return words().memory().asSlice(DATA + range.from * width, range.length * width);
    }

    /** Sets all elements to zero, with plain writes. */
    public final void clear() {
        segment().fill((byte) 0);
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended;
     * otherwise this does nothing. A slice ends with the array that it is of, and only so.
     * Idempotent.
     *
     * @throws IllegalStateException if a thread is just now in an operation of input or output on
     *     {@link #segment}; the array has ended all the same
     */
    @Override
    public final void close() {
        if (!range.isSlice) {
            super.close();
        }
    }

    @Override
    public final boolean equals(Object other) {
        return super.equals(other)
                && other instanceof SharedArray array
                && array.range.from == range.from
                && array.range.length == range.length;
    }

    @Override
    public final int hashCode() {
        return 31 * super.hashCode() + Long.hashCode(31 * range.from + range.length);
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[length " + range.length + "]";
    }

    /** Attaches to the block of an array that has travelled. */
    static Block find(BlockRef ref, Range range, int kind, int width, String what)
            throws InvalidObjectException {
        long room = (ref.bytes() - DATA) / width;
        if (range.from < 0 || range.length < 0 || range.from > room - range.length) {
            throw new InvalidObjectException(what + " has no such elements: " + range);
        }
        return attach(ref, kind, what);
    }
}
