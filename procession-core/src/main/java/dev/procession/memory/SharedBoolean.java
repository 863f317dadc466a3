package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/**
 * A {@code boolean} that processes share and that needs no lock: an {@link
 * java.util.concurrent.atomic.AtomicBoolean} between processes.
 *
 * {@snippet :
 * try (SharedBoolean taken = SharedBoolean.create();
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(x -> taken.compareAndSet(false, true) ? setUp() : x, inputs);
 * }
 * }
 *
 * <p><b>Blocking.</b> Nothing blocks.
 *
 * <p><b>Memory consistency.</b> Where a method names no strength, it has that of a volatile access.
 * See {@linkplain dev.procession.memory the package}.
 *
 * <p><b>If a peer dies.</b> It has changed the value or it has not.
 *
 * @apiNote Python's {@code multiprocessing.Value(ctypes.c_bool)}, where a test and a change need
 *     {@code get_lock()}, and a process that is killed there leaves it locked.
 * @since 0.1
 */
public final class SharedBoolean extends Handle {

    /*
     *   8  VALUE  int   0 or 1
     */
    private static final int KIND = 0x6c6f6f42;
    private static final int VALUE = 8;
    private static final int BYTES = 12;
    private static final String WHAT = "the shared boolean";

    @Serial private static final long serialVersionUID = 1L;

    private SharedBoolean(Block block) {
        super(block, WHAT);
    }

    /**
     * Makes one that is {@code false}.
     *
     * @return the value, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedBoolean create() {
        return create(false);
    }

    /**
     * Makes one.
     *
     * @param initial its value
     * @return the value, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedBoolean create(boolean initial) {
        Block.Setup setup = words -> words.setInt(VALUE, number(initial));
        return new SharedBoolean(Blocks.create(KIND, BYTES, setup, WHAT));
    }

    private static int number(boolean value) {
        return value ? 1 : 0;
    }

    /**
     * Reads it.
     *
     * @return the value
     * @throws IllegalStateException if it was closed, here as in all other methods
     */
    public boolean get() {
        requireOpen();
        return words().getInt(VALUE) != 0;
    }

    /**
     * Reads it in no order with other accesses, as if it were not volatile.
     *
     * @return the value
     */
    public boolean getPlain() {
        requireOpen();
        return words().getIntPlain(VALUE) != 0;
    }

    /**
     * Reads it with the strength <i>acquire</i>: what was done before the {@link #setRelease} that
     * wrote the value is seen after this.
     *
     * @return the value
     */
    public boolean getAcquire() {
        requireOpen();
        return words().getIntAcquire(VALUE) != 0;
    }

    /**
     * Writes it.
     *
     * @param value the new value
     */
    public void set(boolean value) {
        requireOpen();
        words().setInt(VALUE, number(value));
    }

    /**
     * Writes it in no order with other accesses, as if it were not volatile.
     *
     * @param value the new value
     */
    public void setPlain(boolean value) {
        requireOpen();
        words().setIntPlain(VALUE, number(value));
    }

    /**
     * Writes it with the strength <i>release</i>, which is cheaper than {@link #set}: what was done
     * before this is seen by who reads the value by {@link #getAcquire} or {@link #get}.
     *
     * @param value the new value
     */
    public void setRelease(boolean value) {
        requireOpen();
        words().setIntRelease(VALUE, number(value));
    }

    /**
     * Writes it and tells what was there.
     *
     * @param value the new value
     * @return the value before
     */
    public boolean getAndSet(boolean value) {
        requireOpen();
        return words().getAndSetInt(VALUE, number(value)) != 0;
    }

    /**
     * Writes it if it is as expected.
     *
     * @param expected the value that it has to have
     * @param value the new value
     * @return whether it was written
     */
    public boolean compareAndSet(boolean expected, boolean value) {
        requireOpen();
        return words().compareAndSetInt(VALUE, number(expected), number(value));
    }

    /** Returns the value, the last one if it was closed. */
    @Override
    public String toString() {
        return Boolean.toString(words().getInt(VALUE) != 0);
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedBoolean(attach(ref, KIND, WHAT));
        }
    }
}
