package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} that processes share and that needs no lock: an {@link
 * java.util.concurrent.atomic.AtomicInteger} between processes.
 *
 * {@snippet :
 * try (SharedInt failed = SharedInt.create();
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(file -> isValid(file) ? 0 : failed.incrementAndGet(), files);
 *     System.out.println(failed + " files are invalid");
 * }
 * }
 *
 * <p><b>Blocking.</b> Nothing blocks. A function that is given may be called several times, if
 * others change the value meanwhile.
 *
 * <p><b>Memory consistency.</b> Where a method names no strength, it has that of a volatile access.
 * See {@linkplain dev.procession.memory the package}.
 *
 * <p><b>If a peer dies.</b> It has changed the value or it has not.
 *
 * @apiNote Python's {@code multiprocessing.Value('i')}, where each {@code +=} needs {@code
 *     get_lock()}, and a process that is killed there leaves it locked.
 * @since 0.1
 */
public final class SharedInt extends Handle {

    /*
     *   8  VALUE  int
     */
    private static final int KIND = 0x746e4965;
    private static final int VALUE = 8;
    private static final int BYTES = 12;
    private static final String WHAT = "the shared int";

    @Serial private static final long serialVersionUID = 1L;

    private SharedInt(Block block) {
        super(block, WHAT);
    }

    /**
     * Makes one that is 0.
     *
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedInt create() {
        return create(0);
    }

    /**
     * Makes one.
     *
     * @param initial its value
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedInt create(int initial) {
        Block.Setup setup = words -> words.setInt(VALUE, initial);
        return new SharedInt(Blocks.create(KIND, BYTES, setup, WHAT));
    }

    /**
     * Reads it.
     *
     * @return the value
     * @throws IllegalStateException if it was closed, here as in all other methods
     */
    public int get() {
        requireOpen();
        return words().getInt(VALUE);
    }

    /**
     * Reads it in no order with other accesses, as if it were not volatile.
     *
     * @return the value
     */
    public int getPlain() {
        requireOpen();
        return words().getIntPlain(VALUE);
    }

    /**
     * Reads it with the strength <i>acquire</i>: what was done before the {@link #setRelease} that
     * wrote the value is seen after this.
     *
     * @return the value
     */
    public int getAcquire() {
        requireOpen();
        return words().getIntAcquire(VALUE);
    }

    /**
     * Writes it.
     *
     * @param value the new value
     */
    public void set(int value) {
        requireOpen();
        words().setInt(VALUE, value);
    }

    /**
     * Writes it in no order with other accesses, as if it were not volatile.
     *
     * @param value the new value
     */
    public void setPlain(int value) {
        requireOpen();
        words().setIntPlain(VALUE, value);
    }

    /**
     * Writes it with the strength <i>release</i>, which is cheaper than {@link #set}: what was done
     * before this is seen by who reads the value by {@link #getAcquire} or {@link #get}.
     *
     * @param value the new value
     */
    public void setRelease(int value) {
        requireOpen();
        words().setIntRelease(VALUE, value);
    }

    /**
     * Writes it and tells what was there.
     *
     * @param value the new value
     * @return the value before
     */
    public int getAndSet(int value) {
        requireOpen();
        return words().getAndSetInt(VALUE, value);
    }

    /**
     * Writes it if it is as expected.
     *
     * @param expected the value that it has to have
     * @param value the new value
     * @return whether it was written
     */
    public boolean compareAndSet(int expected, int value) {
        requireOpen();
        return words().compareAndSetInt(VALUE, expected, value);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value before
     */
    public int getAndAdd(int delta) {
        requireOpen();
        return words().getAndAddInt(VALUE, delta);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value after
     */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Adds 1.
     *
     * @return the value before
     */
    public int getAndIncrement() {
        return getAndAdd(1);
    }

    /**
     * Takes 1 away.
     *
     * @return the value before
     */
    public int getAndDecrement() {
        return getAndAdd(-1);
    }

    /**
     * Adds 1.
     *
     * @return the value after
     */
    public int incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /**
     * Takes 1 away.
     *
     * @return the value after
     */
    public int decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the value before
     */
    public int getAndUpdate(IntUnaryOperator update) {
        int before = get();
        while (!compareAndSet(before, update.applyAsInt(before))) {
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
    public int updateAndGet(IntUnaryOperator update) {
        while (true) {
            int before = get();
            int after = update.applyAsInt(before);
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
    public int getAndAccumulate(int other, IntBinaryOperator combine) {
        return getAndUpdate(before -> combine.applyAsInt(before, other));
    }

    /**
     * Combines it with another value.
     *
     * @param other the second argument of the function
     * @param combine has no side effects; it is called again if another thread was faster
     * @return the value after
     */
    public int accumulateAndGet(int other, IntBinaryOperator combine) {
        return updateAndGet(before -> combine.applyAsInt(before, other));
    }

    /** Returns the value, the last one if it was closed. */
    @Override
    public String toString() {
        return Integer.toString(words().getInt(VALUE));
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedInt(attach(ref, KIND, WHAT));
        }
    }
}
