package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are offered to the workers together, their arguments encoded one behind the other: one
 * turn of a worker's lock for many short tasks.
 *
 * <p>Belongs to one thread.
 */
final class Bundle {

    /** Most tasks of a bundle. */
    static final int MOST = 32;

    /** A bundle with so many bytes is full: long arguments gain nothing by company. */
    private static final int FULL_BYTES = 16 << 10;

    private static final int KEPT_BYTES = 64 << 10;

    private final Codec codec;
    private final CodecContext context;
    private final LargeArguments largeArguments;
    private final Sink sink = new Sink(TaskFrame.MAX_BYTES);
    private final @Nullable Work[] works = new Work[MOST];
    private final int[] ends = new int[MOST];
    private int size;

    Bundle(Codec codec, CodecContext context, LargeArguments largeArguments) {
        this.codec = codec;
        this.context = context;
        this.largeArguments = largeArguments;
        sink.attachArrays(true);
    }

    /** Forgets all tasks. */
    void clear() {
        Arrays.fill(works, 0, size, null);
        size = 0;
        sink.clear();
        sink.trim(KEPT_BYTES);
    }

    /** Adds a task; throws what the codec throws, and the task is not added then. */
    void add(Work work, @Nullable Object argument) {
        int start = sink.size();
        boolean encoded = false;
        try {
            codec.encode(argument, sink, context);
            work.carry(sink.takeDepartures());
            largeArguments.settle(work, sink, start);
            encoded = true;
        } finally {
            if (!encoded) {
                sink.truncate(start);
                work.unload();
            }
        }
        works[size] = work;
        ends[size] = sink.size();
        size++;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == MOST || sink.size() > FULL_BYTES;
    }

    Work work(int index) {
        Work work = works[index];
        if (work == null) {
            throw new IndexOutOfBoundsException("task=" + index + ", tasks=" + size);
        }
        return work;
    }

    /** The arguments of all tasks. */
    byte[] bytes() {
        return sink.array();
    }

    /** Where in the bytes the argument of a task begins. */
    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** How long the argument of a task is. */
    int length(int index) {
        return ends[index] - start(index);
    }

    /** Returns a copy of the argument of a task. */
    byte[] argument(int index) {
        return Arrays.copyOfRange(sink.array(), start(index), ends[index]);
    }
}
