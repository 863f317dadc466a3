package dev.procession.memory;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed size that processes share, whose elements are small values of several types:
 * {@code Long}, {@code Integer}, {@code Double}, {@code Boolean}, {@code String}, {@code byte[]},
 * and {@code null}, which all are at first.
 *
 * {@snippet :
 * try (SharedList states = SharedList.create(jobs.size(), 200);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(
 *             job -> {
 *                 states.set(job.number(), "loading " + job.source());
 *                 return job.run(progress -> states.set(job.number(), progress));
 *             },
 *             jobs);
 * }
 * }
 *
 * <p>Each element has room for so many bytes, of a text as many as it has in UTF-8. Values come
 * back exactly as they were, zero bytes included; whatever would not is refused. An element may
 * change its type.
 *
 * <p><b>Blocking.</b> A read or a write waits for others that are just now at the same list, in any
 * process, about a microsecond each. A virtual thread does not keep its carrier. Not interruptible.
 *
 * <p><b>Memory consistency.</b> Actions before an element is set <i>happen-before</i> actions after
 * it is read, in any process, for memory that is shared.
 *
 * <p><b>If a peer dies</b> while it writes an element, that has the old value or the new one, as a
 * whole, and who waits goes on within 200 milliseconds.
 *
 * @apiNote Python's {@code multiprocessing.shared_memory.ShareableList}, which has no lock, and
 *     cuts zero bytes off the ends of its texts and bytes.
 * @since 0.1
 */
public final class SharedList extends Handle {

    private static final int KIND = 0x7473694c;
    private static final String WHAT = "the shared list";

    @Serial private static final long serialVersionUID = 1L;

    private final transient Slots slots;
    private final transient int size;
    private final transient int slotBytes;

    private SharedList(Block block, int size, int slotBytes) {
        super(block, WHAT);
        this.slots = new Slots(words(), slotBytes);
        this.size = size;
        this.slotBytes = slotBytes;
    }

    /**
     * Makes a list of nulls.
     *
     * @param size how many elements, 0 or more
     * @param slotBytes how many bytes each may have, at least 8
     * @return the list, which lives until this process closes it
     * @throws IllegalArgumentException if a number is too small
     * @throws java.io.UncheckedIOException if there is not so much memory
     */
    public static SharedList create(int size, int slotBytes) {
        if (size < 0 || slotBytes < Long.BYTES) {
            throw new IllegalArgumentException(
                    "a shared list has 0 or more elements of at least 8 bytes: size="
                            + size
                            + ", slotBytes="
                            + slotBytes);
        }
        long bytes = Slots.blockBytes(size, slotBytes);
        Block block = Blocks.create(KIND, bytes, words -> {}, WHAT);
        return new SharedList(block, size, slotBytes);
    }

    /**
     * Makes a list of the elements of another one.
     *
     * @param values the elements
     * @param slotBytes how many bytes each may have, now and later, at least 8
     * @return the list, which lives until this process closes it
     * @throws IllegalArgumentException if an element is too long or of another type
     * @throws java.io.UncheckedIOException if there is not so much memory
     */
    public static SharedList copyOf(List<? extends @Nullable Object> values, int slotBytes) {
        SharedList made = create(values.size(), slotBytes);
        try {
            made.setAll(values);
            return made;
        } catch (RuntimeException refused) {
            made.close();
            throw refused;
        }
    }

    private void setAll(List<? extends @Nullable Object> values) {
        int index = 0;
        for (Object each : values) {
            set(index, each);
            index++;
        }
    }

    /**
     * Returns how many elements there are.
     *
     * @return the size
     */
    public int size() {
        return size;
    }

    /**
     * Returns how long an element may be.
     *
     * @return bytes
     */
    public int slotBytes() {
        return slotBytes;
    }

    /**
     * Reads an element.
     *
     * @param index which, 0 to {@code size() - 1}
     * @return the value; an array is a copy
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the list was closed
     */
    public @Nullable Object get(int index) {
        requireOpen();
        Slots.Content found = slots.read(Objects.checkIndex(index, size));
        return SlotValue.decode(found.kind(), found.bytes());
    }

    /**
     * Writes an element.
     *
     * @param index which, 0 to {@code size() - 1}
     * @param value of any of the types
     * @throws IllegalArgumentException if the value is too long or of another type, or is a text
     *     with half of a surrogate pair
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the list was closed
     */
    public void set(int index, @Nullable Object value) {
        requireOpen();
        Objects.checkIndex(index, size);
        int kind = SlotValue.kind(value);
        byte[] bytes = SlotValue.encode(value);
        if (bytes.length > slotBytes) {
            throw new IllegalArgumentException(
                    "an element of this shared list has up to "
                            + slotBytes
                            + " bytes, which it was made with: bytes="
                            + bytes.length);
        }
        slots.write(index, kind, bytes);
    }

    /**
     * Returns a view as a list of the collections framework, which writes through: for loops,
     * searches, sorting. What takes several accesses is not one action; others may change elements
     * meanwhile.
     *
     * @return the view, whose size is fixed
     */
    public List<@Nullable Object> asList() {
        return new View();
    }

    private final class View extends AbstractList<@Nullable Object> implements RandomAccess {
        @Override
        public @Nullable Object get(int index) {
            return SharedList.this.get(index);
        }

        @Override
        public @Nullable Object set(int index, @Nullable Object value) {
            Object before = SharedList.this.get(index);
            SharedList.this.set(index, value);
            return before;
        }

        @Override
        public int size() {
            return size;
        }
    }

    @Override
    public String toString() {
        return "SharedList[size " + size + "]";
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref(), size, slotBytes);
    }

    private record Travelling(BlockRef ref, int size, int slotBytes) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            if (size < 0 || slotBytes < 0 || Slots.blockBytes(size, slotBytes) != ref.bytes()) {
                throw new InvalidObjectException(WHAT + " is of another size: " + this);
            }
            return new SharedList(attach(ref, KIND, WHAT), size, slotBytes);
        }
    }
}
