package dev.procession.queue;

import dev.procession.internal.ring.QueueLayout;
import dev.procession.internal.util.Values;
import java.util.function.Consumer;

/**
 * How much a {@link ProcessQueue} holds. Immutable: each {@code withX} returns a changed copy.
 *
 * {@snippet :
 * var queue = ProcessQueue.<Frame>open(
 *         QueueOptions.defaults().withCapacity(100).withMaxBytes(256 << 20));
 * }
 *
 * @since 0.1
 */
public final class QueueOptions {

    private static final long LEAST_BYTES = 4L * QueueLayout.LEAST_RING_BYTES;
    private static final long MOST_BYTES = 1L << 40;
    private static final QueueOptions DEFAULTS = new QueueOptions(new Fields());

    private final Fields values;

    private QueueOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        int capacity = Integer.MAX_VALUE;
        long maxBytes = 4 << 20;
    }

    private QueueOptions with(Consumer<Fields> change) {
        return new QueueOptions(values.with(change));
    }

    /**
     * Returns the options of a queue without a limit of elements, that holds 4 MiB.
     *
     * @return the options
     */
    public static QueueOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many elements may wait. Default: any number, as far as their bytes go.
     *
     * @param capacity 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     */
    public QueueOptions withCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue needs room for at least one element; for any number use unbounded():"
                            + " capacity="
                            + capacity);
        }
        return with(copy -> copy.capacity = capacity);
    }

    /**
     * Sets how many bytes the elements that wait may take together. Default: 4 MiB.
     *
     * <p>An element takes its encoded form, 8 bytes more, and up to 7 to a multiple of 8. A
     * quarter, or the next smaller power of two, but not more than 128 MiB, is reserved at once;
     * elements of up to half of that have room there and nowhere else. The rest is for larger
     * elements, each of which has memory of its own while it waits. One that is larger than all is
     * let in if no other large one waits; so any element can be put.
     *
     * @param maxBytes 4096 to 2<sup>40</sup>
     * @return a changed copy
     * @throws IllegalArgumentException if {@code maxBytes} is out of range
     */
    public QueueOptions withMaxBytes(long maxBytes) {
        if (maxBytes < LEAST_BYTES || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a queue needs 4096 to 2^40 bytes: maxBytes=" + maxBytes);
        }
        return with(copy -> copy.maxBytes = maxBytes);
    }

    int capacity() {
        return values.capacity;
    }

    int ringBytes() {
        long quarter = Long.highestOneBit(values.maxBytes / 4);
        return (int) Math.min(quarter, QueueLayout.MOST_RING_BYTES);
    }

    int largePages() {
        return (int) ((values.maxBytes - ringBytes()) / QueueLayout.PAGE_BYTES);
    }

    @Override
    public String toString() {
        return "QueueOptions[capacity=" + values.capacity + ", maxBytes=" + values.maxBytes + "]";
    }
}
