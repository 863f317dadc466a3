package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;

/**
 * A {@code byte[]} that processes share; what it has in common with others is told by {@link
 * SharedArray}.
 *
 * @apiNote Python's {@code multiprocessing.Array('b', ...)}.
 * @since 0.1
 */
public final class SharedByteArray extends SharedArray {

    private static final int KIND = 0x65747942;
    private static final int WIDTH = Byte.BYTES;
    private static final String WHAT = "the shared array";

    @Serial private static final long serialVersionUID = 1L;

    private SharedByteArray(Block block, Range range) {
        super(block, WHAT, WIDTH, range);
    }

    /**
     * Makes an array of zeros.
     *
     * @param length how many elements, 0 or more
     * @return the array, which lives until this process closes it
     * @throws IllegalArgumentException if {@code length} is less than 0
     * @throws java.io.UncheckedIOException if there is not so much memory
     */
    public static SharedByteArray create(long length) {
        return new SharedByteArray(make(KIND, length, WIDTH, WHAT), whole(length));
    }

    /**
     * Makes an array with the elements of a Java array.
     *
     * @param values the elements
     * @return the array, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is not so much memory
     */
    public static SharedByteArray copyOf(byte... values) {
        SharedByteArray made = create(values.length);
        made.copyFrom(values);
        return made;
    }

    /**
     * Reads an element.
     *
     * @param index which, 0 to {@code length() - 1}
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element, here as in all other methods
     * @throws IllegalStateException if the array was closed, here as in all other methods
     */
    public byte get(long index) {
        return words().getByte(at(index));
    }

    /**
     * Writes an element.
     *
     * @param index which
     * @param value its new value
     */
    public void set(long index, byte value) {
        words().setByte(at(index), value);
    }

    /**
     * Sets all elements, with plain writes.
     *
     * @param value of each
     */
    public void fill(byte value) {
        segment().fill(value);
    }

    /**
     * Copies a Java array to the beginning of this one.
     *
     * @param source what is copied, all of it
     * @throws IndexOutOfBoundsException if this one is shorter
     */
    public void copyFrom(byte[] source) {
        first(source.length).copyFrom(MemorySegment.ofArray(source));
    }

    /**
     * Copies the beginning of this array to a Java array.
     *
     * @param target what is written to, all of it
     * @throws IndexOutOfBoundsException if this one is shorter
     */
    public void copyTo(byte[] target) {
        MemorySegment.ofArray(target).copyFrom(first(target.length));
    }

    /**
     * Returns a copy.
     *
     * @return the elements
     * @throws IllegalStateException if no Java array can have so many
     */
    public byte[] toArray() {
        byte[] copy = new byte[intLength()];
        copyTo(copy);
        return copy;
    }

    /**
     * Returns a view of some elements, which can be handed to other processes like the array
     * itself.
     *
     * @param from the first
     * @param to the one after the last
     * @return the view, of {@code to - from} elements, the first of which has the index 0
     */
    public SharedByteArray slice(long from, long to) {
        return new SharedByteArray(block(), rangeOf(from, to));
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref(), range());
    }

    private record Travelling(BlockRef ref, Range range) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedByteArray(find(ref, range, KIND, WIDTH, WHAT), range);
        }
    }
}
