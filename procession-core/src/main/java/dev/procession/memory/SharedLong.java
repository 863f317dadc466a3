package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} that processes share and that needs no lock: an {@link
 * java.util.concurrent.atomic.AtomicLong} between processes.
 *
 * {@snippet :
 * try (SharedLong bytes = SharedLong.create();
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(file -> bytes.addAndGet(Files.size(Path.of(file))), files);
 *     System.out.println(bytes + " bytes");
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
 * @apiNote Python's {@code multiprocessing.Value('q')}, where each {@code +=} needs {@code
 *     get_lock()}, and a process that is killed there leaves it locked.
 * @since 0.1
 */
public final class SharedLong extends Handle {

    /*
     *   8  VALUE  long
     */
    private static final int KIND = 0x676e6f4c;
    private static final int VALUE = 8;
    private static final int BYTES = 16;
    private static final String WHAT = "the shared long";

    @Serial private static final long serialVersionUID = 1L;

    private SharedLong(Block block) {
        super(block, WHAT);
    }

    /**
     * Makes one that is 0.
     *
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedLong create() {
        return create(0);
    }

    /**
     * Makes one.
     *
     * @param initial its value
     * @return the number, which lives until this process closes it
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static SharedLong create(long initial) {
        Block.Setup setup = words -> words.setLong(VALUE, initial);
        return new SharedLong(Blocks.create(KIND, BYTES, setup, WHAT));
    }

    /**
     * Reads it.
     *
     * @return the value
     * @throws IllegalStateException if it was closed, here as in all other methods
     */
    public long get() {
        requireOpen();
        return words().getLong(VALUE);
    }

    /**
     * Reads it in no order with other accesses, as if it were not volatile.
     *
     * @return the value
     */
    public long getPlain() {
        requireOpen();
        return words().getLongPlain(VALUE);
    }

    /**
     * Reads it with the strength <i>acquire</i>: what was done before the {@link #setRelease} that
     * wrote the value is seen after this.
     *
     * @return the value
     */
    public long getAcquire() {
        requireOpen();
        return words().getLongAcquire(VALUE);
    }

    /**
     * Writes it.
     *
     * @param value the new value
     */
    public void set(long value) {
        requireOpen();
        words().setLong(VALUE, value);
    }

    /**
     * Writes it in no order with other accesses, as if it were not volatile.
     *
     * @param value the new value
     */
    public void setPlain(long value) {
        requireOpen();
        words().setLongPlain(VALUE, value);
    }

    /**
     * Writes it with the strength <i>release</i>, which is cheaper than {@link #set}: what was done
     * before this is seen by who reads the value by {@link #getAcquire} or {@link #get}.
     *
     * @param value the new value
     */
    public void setRelease(long value) {
        requireOpen();
        words().setLongRelease(VALUE, value);
    }

    /**
     * Writes it and tells what was there.
     *
     * @param value the new value
     * @return the value before
     */
    public long getAndSet(long value) {
        requireOpen();
        return words().getAndSetLong(VALUE, value);
    }

    /**
     * Writes it if it is as expected.
     *
     * @param expected the value that it has to have
     * @param value the new value
     * @return whether it was written
     */
    public boolean compareAndSet(long expected, long value) {
        requireOpen();
        return words().compareAndSetLong(VALUE, expected, value);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value before
     */
    public long getAndAdd(long delta) {
        requireOpen();
        return words().getAndAddLong(VALUE, delta);
    }

    /**
     * Adds to it.
     *
     * @param delta what to add
     * @return the value after
     */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Adds 1.
     *
     * @return the value before
     */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /**
     * Takes 1 away.
     *
     * @return the value before
     */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /**
     * Adds 1.
     *
     * @return the value after
     */
    public long incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /**
     * Takes 1 away.
     *
     * @return the value after
     */
    public long decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the value before
     */
    public long getAndUpdate(LongUnaryOperator update) {
        long before = get();
        while (!compareAndSet(before, update.applyAsLong(before))) {
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
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = get();
            long after = update.applyAsLong(before);
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
    public long getAndAccumulate(long other, LongBinaryOperator combine) {
        return getAndUpdate(before -> combine.applyAsLong(before, other));
    }

    /**
     * Combines it with another value.
     *
     * @param other the second argument of the function
     * @param combine has no side effects; it is called again if another thread was faster
     * @return the value after
     */
    public long accumulateAndGet(long other, LongBinaryOperator combine) {
        return updateAndGet(before -> combine.applyAsLong(before, other));
    }

    /** Returns the value, the last one if it was closed. */
    @Override
    public String toString() {
        return Long.toString(words().getLong(VALUE));
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new SharedLong(attach(ref, KIND, WHAT));
        }
    }
}
