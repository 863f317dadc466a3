package dev.procession.pool;

import java.lang.ref.SoftReference;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * An array for the next large argument, made while the worker has nothing to do.
 *
 * <p>The JVM fills an array with zeros before anything is copied to it, which for 80 MB takes a
 * third of the time from the submission to the result. Whoever sends one large array after the
 * other sends such of one length, as a rule: pictures, matrices, blocks of a file. So after two of
 * the same type and length the next one is there already. The collector may take it whenever it
 * needs the memory.
 */
final class ReadyArray {

    /** Shorter ones are made in less time than it takes to think of them. */
    private static final long LEAST_BYTES = 4L << 20;

    /** Of what the heap has free, which the next task may need. */
    private static final int PART_OF_FREE = 4;

    private @Nullable Class<?> type;
    private long bytes;
    private int length;
    private boolean isRepeated;
    private SoftReference<@Nullable Object> ready = new SoftReference<>(null);

    /**
     * Takes note of a message that has come.
     *
     * @param array the only one that it has
     * @param messageBytes how long it is altogether
     */
    void note(@Nullable Object array, int messageBytes) {
        if (array == null) {
            type = null;
            return;
        }
        isRepeated = array.getClass() == type && Array.getLength(array) == length;
        type = array.getClass();
        length = Array.getLength(array);
        bytes = messageBytes;
    }

    /** Makes the next array, if there will probably be a use for it, and room. */
    void prepare() {
        Class<?> next = type;
        if (next != null && isWanted()) {
            try {
                ready = new SoftReference<>(Array.newInstance(next.getComponentType(), length));
            } catch (OutOfMemoryError notInOnePiece) {
                type = null;
            }
        }
    }

    /** Takes note of a message without a large array: what comes next may need the memory. */
    void forget() {
        type = null;
        ready.clear();
    }

    private boolean isWanted() {
        return isRepeated && bytes >= LEAST_BYTES && ready.get() == null && hasRoom();
    }

    private boolean hasRoom() {
        Runtime heap = Runtime.getRuntime();
        long free = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
        return bytes <= free / PART_OF_FREE;
    }

    /** Takes the array that is ready, if there is one; it may be of another length than needed. */
    @Nullable Object take() {
        Object array = ready.get();
        ready.clear();
        return array;
    }
}
