package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} that processes share and that needs no lock: what {@link
 * java.util.concurrent.atomic.AtomicLong} has for {@code long}.
 *
 * {@snippet :
 * try (SharedDouble largest = SharedDouble.create(Double.NEGATIVE_INFINITY);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(x -> largest.accumulateAndGet(measure(x), Math::max), samples);
 *     System.out.println(largest);
 * }
 * }
 *
 * <p>Values are compared by their bits: 0.0 is not -0.0, and a NaN is itself.
 *
 * <p><b>Blocking.</b> Nothing blocks. A function that is given may be called several times, if
 * others change the value meanwhile.
 *
 * <p><b>Memory consistency.</b> Where a method names no strength, it has that of a volatile access.
 * See {@linkplain dev.procession.memory the package}.
 *
 * <p><b>If a peer dies.</b> It has changed the value or it has not.
 *
 * @apiNote Python's {@code multiprocessing.Value('d')}, where each {@code +=} needs {@code
 *     get_lock()}, and a process that is killed there leaves it locked.
 * @since 0.1
 */
public final class SharedDouble extends Handle {

    /*
     *   8  VALUE  long   the bits of it
     */
    private static final int KIND = 0x6c627544;
    private static final int VALUE = 8;
    private static final int BYTES = 16;
    private static final String WHAT = "the shared double";

    @Serial private static final long serialVersionUID = 1L;

    private SharedDouble(Block block) {
        super(block, WHAT);
    }

    /**
     * Makes one that is 0.
     *
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedDouble create() {
        return create(0);
    }

    /**
     * Makes one.
     *
     * @param initial its value
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedDouble create(double initial) {
        Block.Setup setup = words -> words.setLong(VALUE, Double.doubleToRawLongBits(initial));
        return new SharedDouble(Blocks.create(KIND, BYTES, setup, WHAT));
    }

    /**
     * Reads it.
     *
     * @return the value
     * @throws IllegalStateException if it was closed, here as in all other methods
     */
    public double get() {
        requireOpen();
        return Double.longBitsToDouble(words().getLong(VALUE));
    }

    /**
     * Reads it in no order with other accesses, as if it were not volatile.
     *
     * @return the value
     */
    public double getPlain() {
        requireOpen();
        return Double.longBitsToDouble(words().getLongPlain(VALUE));
    }

    /**
     * Reads it with the strength <i>acquire</i>: what was done before the {@link #setRelease} that
     * wrote the value is seen after this.
     *
     * @return the value
     */
    public double getAcquire() {
        requireOpen();
        return Double.longBitsToDouble(words().getLongAcquire(VALUE));
    }

    /**
     * Writes it.
     *
     * @param value the new value
     */
    public void set(double value) {
        requireOpen();
        words().setLong(VALUE, Double.doubleToRawLongBits(value));
    }

    /**
     * Writes it in no order with other accesses, as if it were not volatile.
     *
     * @param value the new value
     */
    public void setPlain(double value) {
        requireOpen();
        words().setLongPlain(VALUE, Double.doubleToRawLongBits(value));
    }

    /**
     * Writes it with the strength <i>release</i>, which is cheaper than {@link #set}: what was done
     * before this is seen by who reads the value by {@link #getAcquire} or {@link #get}.
     *
     * @param value the new value
     */
    public void setRelease(double value) {
        requireOpen();
        words().setLongRelease(VALUE, Double.doubleToRawLongBits(value));
    }

    /**
     * Writes it and tells what was there.
     *
     * @param value the new value
     * @return the value before
     */
    public double getAndSet(double value) {
        requireOpen();
        return Double.longBitsToDouble(
                words().getAndSetLong(VALUE, Double.doubleToRawLongBits(value)));
    }

    /**
     * Writes it if it is as expected.
     *
     * @param expected the value that it has to have
     * @param value the new value
     * @return whether it was written
     */
    public boolean compareAndSet(double expected, double value) {
        requireOpen();
        return words().compareAndSetLong(
                        VALUE,
                        Double.doubleToRawLongBits(expected),
                        Double.doubleToRawLongBits(value));
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value before
     */
    public double getAndAdd(double delta) {
        return getAndUpdate(before -> before + delta);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value after
     */
    public double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the value before
     */
    public double getAndUpdate(DoubleUnaryOperator update) {
        double before = get();
        while (!compareAndSet(before, update.applyAsDouble(before))) {
            before = get();
        }
        return before;
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the value after
     */
    public double updateAndGet(DoubleUnaryOperator update) {
        while (true) {
            double before = get();
            double after = update.applyAsDouble(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /**
     * Combines it with another value.
     *
     * @param other the second argument of the function
     * @param combine has no side effects; it is called again if another thread was faster
     * @return the value before
     */
    public double getAndAccumulate(double other, DoubleBinaryOperator combine) {
        return getAndUpdate(before -> combine.applyAsDouble(before, other));
    }

    /**
     * Combines it with another value.
     *
     * @param other the second argument of the function
     * @param combine has no side effects; it is called again if another thread was faster
     * @return the value after
     */
    public double accumulateAndGet(double other, DoubleBinaryOperator combine) {
        return updateAndGet(before -> combine.applyAsDouble(before, other));
    }

    /** Returns the value, the last one if it was closed. */
    @Override
    public String toString() {
        return Double.toString(Double.longBitsToDouble(words().getLong(VALUE)));
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedDouble(attach(ref, KIND, WHAT));
        }
    }
}
