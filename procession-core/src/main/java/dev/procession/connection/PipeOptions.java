package dev.procession.connection;

import dev.procession.internal.ring.QueueLayout;
import dev.procession.internal.util.Values;
import java.util.function.Consumer;

/**
 * How much a {@link ProcessPipe} holds. Immutable.
 *
 * @since 0.1
 */
public final class PipeOptions {

    private static final long LEAST_BYTES = 4L * QueueLayout.LEAST_RING_BYTES;
    private static final long MOST_BYTES = 1L << 40;
    private static final PipeOptions DEFAULTS = new PipeOptions(new Fields());

    private final Fields values;

    private PipeOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        long maxBytes = 1 << 20;
    }

    private PipeOptions with(Consumer<Fields> change) {
        return new PipeOptions(values.with(change));
    }

    /**
     * Returns what holds where nothing else is said.
     *
     * @return the defaults
     */
    public static PipeOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options with another limit of how much may have been sent and not received, in each
     * direction; who sends more waits. Default: 1 MiB. A message that is larger than that is let in
     * when no other large one is there.
     *
     * <p>A quarter of it is reserved when the pipe is made. Messages that take more than half of
     * that quarter have memory of their own, which costs some hundred microseconds each: for many
     * messages of 1 MiB, 16 MiB is a good choice.
     *
     * @param maxBytes in encoded form, 4096 to 2^40
     * @return the options
     * @throws IllegalArgumentException if {@code maxBytes} is out of range
     */
    public PipeOptions withMaxBytes(long maxBytes) {
        if (maxBytes < LEAST_BYTES || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a pipe needs 4096 to 2^40 bytes in each direction: maxBytes=" + maxBytes);
        }
        return with(copy -> copy.maxBytes = maxBytes);
    }

    int ringBytes() {
        long quarter = Long.highestOneBit(values.maxBytes / 4);
        return (int) Math.min(quarter, QueueLayout.MOST_RING_BYTES);
    }

    int largePages() {
        return (int) ((values.maxBytes - ringBytes()) / QueueLayout.PAGE_BYTES);
    }

    /** Returns the options, for people. */
    @Override
    public String toString() {
        return "PipeOptions[maxBytes=" + values.maxBytes + "]";
    }
}
