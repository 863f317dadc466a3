package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * A record of primitives and texts that processes share, read and replaced as a whole: an {@link
 * java.util.concurrent.atomic.AtomicReference} between processes.
 *
 * {@snippet :
 * record Progress(int done, int failed, String latest) {}
 *
 * try (SharedStruct<Progress> progress = SharedStruct.create(new Progress(0, 0, ""), 500);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(
 *             file -> progress.updateAndGet(p -> new Progress(p.done() + 1, p.failed(), file)),
 *             files);
 *     System.out.println(progress.get());
 * }
 * }
 *
 * <p>The record's package has to be open to this module if it is in a named module. Texts may be
 * null.
 *
 * <p><b>Blocking.</b> An access waits for others that are just now at the same struct, in any
 * process, about a microsecond each; functions that are given run while nobody waits. A virtual
 * thread does not keep its carrier. Not interruptible.
 *
 * <p><b>Memory consistency.</b> Actions before a record is written <i>happen-before</i> actions
 * after it is read, in any process, for memory that is shared.
 *
 * <p><b>If a peer dies</b> while it writes, there is the old record or the new one, as a whole, and
 * who waits goes on within 200 milliseconds.
 *
 * @param <R> the type of the record
 * @apiNote Python's {@code multiprocessing.Value} of a {@code ctypes.Structure}, whose fields are
 *     written one by one, under a lock that a killed process keeps.
 * @since 0.1
 */
public final class SharedStruct<R extends Record> extends Handle {

    private static final int KIND = 0x63757274;
    private static final String WHAT = "the shared struct";

    @Serial private static final long serialVersionUID = 1L;

    private final transient Slots slots;
    private final transient RecordCodec<R> codec;
    private final transient int mostBytes;

    private SharedStruct(Block block, RecordCodec<R> codec, int mostBytes) {
        super(block, WHAT);
        this.slots = new Slots(words(), mostBytes);
        this.codec = codec;
        this.mostBytes = mostBytes;
    }

    /**
     * Makes one whose record has no texts, or only empty ones and nulls.
     *
     * @param <R> the type of the record
     * @param initial its first value
     * @return the struct, which lives until this process closes it
     * @throws IllegalArgumentException if a component is neither a primitive nor a text, or the
     *     record cannot be accessed
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static <R extends Record> SharedStruct<R> create(R initial) {
        return create(initial, 0);
    }

    /**
     * Makes one.
     *
     * @param <R> the type of the record
     * @param initial its first value
     * @param textBytes how many bytes its texts may have in UTF-8, all together, now and later
     * @return the struct, which lives until this process closes it
     * @throws IllegalArgumentException if a component is neither a primitive nor a text, the texts
     *     are too long, or the record cannot be accessed
     * @throws java.io.UncheckedIOException if there is no shared memory
     */
    public static <R extends Record> SharedStruct<R> create(R initial, int textBytes) {
        if (textBytes < 0) {
            throw new IllegalArgumentException(
                    "the texts of a shared struct have room for 0 or more bytes: textBytes="
                            + textBytes);
        }
        @SuppressWarnings("unchecked") // the class of a value of its type, which is final
        RecordCodec<R> codec = new RecordCodec<>((Class<R>) initial.getClass());
        int mostBytes = Math.addExact(codec.fixedBytes(), textBytes);
        long bytes = Slots.blockBytes(1, mostBytes);
        Block block = Blocks.create(KIND, bytes, words -> {}, WHAT);
        SharedStruct<R> made = new SharedStruct<>(block, codec, mostBytes);
        try {
            made.set(initial);
            return made;
        } catch (RuntimeException refused) {
            made.close();
            throw refused;
        }
    }

    /**
     * Reads it.
     *
     * @return the record
     * @throws IllegalStateException if it was closed, here as in all other methods
     */
    public R get() {
        return codec.decode(read().bytes());
    }

    private Slots.Content read() {
        requireOpen();
        return slots.read(0);
    }

    /**
     * Replaces it.
     *
     * @param value the new record
     * @throws IllegalArgumentException if its texts are too long, here as in all other methods
     */
    public void set(R value) {
        requireOpen();
        slots.write(0, 0, encode(value));
    }

    private byte[] encode(R value) {
        byte[] bytes = codec.encode(value);
        if (bytes.length > mostBytes) {
            int fixed = codec.fixedBytes();
            throw new IllegalArgumentException(
                    "the texts of this shared struct have room for "
                            + (mostBytes - fixed)
                            + " bytes, which it was made with: bytes="
                            + (bytes.length - fixed));
        }
        return bytes;
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the record before
     */
    public R getAndUpdate(UnaryOperator<R> update) {
        while (true) {
            Slots.Content found = read();
            R before = codec.decode(found.bytes());
            if (slots.replace(0, found, encode(update.apply(before)))) {
                return before;
            }
        }
    }

    /**
     * Replaces it by a function of it.
     *
     * @param update has no side effects; it is called again if another thread was faster
     * @return the record after
     */
    public R updateAndGet(UnaryOperator<R> update) {
        while (true) {
            Slots.Content found = read();
            R after = update.apply(codec.decode(found.bytes()));
            if (slots.replace(0, found, encode(after))) {
                return after;
            }
        }
    }

    @Override
    public String toString() {
        return "SharedStruct[" + codec.type().getSimpleName() + "]";
    }

    @Override
    protected Object travelling() {
        return new Travelling<>(ref(), codec.type(), mostBytes);
    }

    private record Travelling<R extends Record>(BlockRef ref, Class<R> type, int mostBytes)
            implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            if (mostBytes < 0 || Slots.blockBytes(1, mostBytes) != ref.bytes()) {
                throw new InvalidObjectException(WHAT + " is of another size: " + this);
            }
            return new SharedStruct<>(attach(ref, KIND, WHAT), new RecordCodec<>(type), mostBytes);
        }
    }
}
