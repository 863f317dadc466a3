package dev.procession.pool;

import dev.procession.codec.Sink;

/**
 * What large arguments and results of a worker's tasks leave in its heap.
 *
 * <p>Arrays of that size do not fit among the young objects. The collector would not look for them
 * until the heap cannot grow any more, and each task would fill memory with pages anew, which takes
 * longer than all the rest: a worker with arguments of 80 MB was seen to have 1 GB after a dozen of
 * them. So it collects between two tasks, when the last one's result is out, and goes on in the
 * memory that it has.
 */
final class LargeGarbage {

    private static final long MOST_BYTES = 200L << 20;
    private static final int PARTS_OF_HEAP = 8;

    private final long leastBytes =
            Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);

    private long bytes;

    void add(int argumentBytes) {
        bytes += argumentBytes;
    }

    void addResult(Sink result) {
        if (result.hasAttachments()) {
            bytes += result.messageBytes(0);
        }
    }

    /** Tells whether it is worth a collection, whose time goes with what else is there. */
    boolean isMuch() {
        if (bytes < leastBytes) {
            return false;
        }
        Runtime heap = Runtime.getRuntime();
        return bytes >= (heap.totalMemory() - heap.freeMemory()) / 2;
    }

    void collect() {
        System.gc();
        bytes = 0;
    }
}
