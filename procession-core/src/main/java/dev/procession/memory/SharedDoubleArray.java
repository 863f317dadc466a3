package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A {@code double[]} that processes share; what it has in common with others is told by {@link
 * SharedArray}.
 *
 * @apiNote Python's {@code multiprocessing.Array('d', ...)}.
 * @since 0.1
 */
public final class SharedDoubleArray extends SharedArray {

    private static final int KIND = 0x736c6244;
    private static final int WIDTH = Double.BYTES;
    private static final String WHAT = "the shared array";

    @Serial private static final long serialVersionUID = 1L;

    private SharedDoubleArray(Block block, Range range) {
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
    public static SharedDoubleArray create(long length) {
        return new SharedDoubleArray(make(KIND, length, WIDTH, WHAT), whole(length));
    }

    /**
     * Makes an array with the elements of a Java array.
     *
     * @param values the elements
     * @return the array, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is not so much memory
     */
    public static SharedDoubleArray copyOf(double... values) {
        SharedDoubleArray made = create(values.length);
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
    public double get(long index) {
        return Double.longBitsToDouble(words().getLongPlain(at(index)));
    }

    /**
     * Writes an element.
     *
     * @param index which
     * @param value its new value
     */
    public void set(long index, double value) {
        words().setLongPlain(at(index), Double.doubleToRawLongBits(value));
    }

    /**
     * Reads an element with the strength <i>volatile</i>.
     *
     * @param index which
     * @return its value
     */
    public double getVolatile(long index) {
        return Double.longBitsToDouble(words().getLong(at(index)));
    }

    /**
     * Writes an element with the strength <i>volatile</i>.
     *
     * @param index which
     * @param value its new value
     */
    public void setVolatile(long index, double value) {
        words().setLong(at(index), Double.doubleToRawLongBits(value));
    }

    /**
     * Reads an element with the strength <i>acquire</i>.
     *
     * @param index which
     * @return its value
     */
    public double getAcquire(long index) {
        return Double.longBitsToDouble(words().getLongAcquire(at(index)));
    }

    /**
     * Writes an element with the strength <i>release</i>.
     *
     * @param index which
     * @param value its new value
     */
    public void setRelease(long index, double value) {
        words().setLongRelease(at(index), Double.doubleToRawLongBits(value));
    }

    /**
     * Sets all elements, with plain writes.
     *
     * @param value of each
     */
    public void fill(double value) {
        MemorySegment all = segment();
        for (long i = 0; i < length(); i++) {
            all.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
        }
    }

    /**
     * Copies a Java array to the beginning of this one.
     *
     * @param source what is copied, all of it
     * @throws IndexOutOfBoundsException if this one is shorter
     */
    public void copyFrom(double[] source) {
        first(source.length).copyFrom(MemorySegment.ofArray(source));
    }

    /**
     * Copies the beginning of this array to a Java array.
     *
     * @param target what is written to, all of it
     * @throws IndexOutOfBoundsException if this one is shorter
     */
    public void copyTo(double[] target) {
        MemorySegment.ofArray(target).copyFrom(first(target.length));
    }

    /**
     * Returns a copy.
     *
     * @return the elements
     * @throws IllegalStateException if no Java array can have so many
     */
    public double[] toArray() {
        double[] copy = new double[intLength()];
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
    public SharedDoubleArray slice(long from, long to) {
        return new SharedDoubleArray(block(), rangeOf(from, to));
    }

    /**
     * Returns the elements, each read when the stream comes to it.
     *
     * @return a stream, which may be parallel
     */
    public DoubleStream stream() {
        return LongStream.range(0, length()).mapToDouble(this::get);
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref(), range());
    }

    private record Travelling(BlockRef ref, Range range) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedDoubleArray(find(ref, range, KIND, WIDTH, WHAT), range);
        }
    }
}
