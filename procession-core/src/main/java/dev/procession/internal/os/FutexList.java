package dev.procession.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Up to {@value #MOST} words on which one thread sleeps at once.
 *
 * <p>Belongs to one thread. Source: {@code futex_waitv(2)}, since Linux 5.16.
 */
public final class FutexList {

    /** How many words a list takes; {@code FUTEX_WAITV_MAX}. */
    public static final int MOST = 128;

    private static final int ITEM_BYTES = 24;
    private static final int ADDRESS = 8;
    private static final int FLAGS = 16;
    private static final int SHARED_WORD = 2;
    private static final int EAGAIN = 11;

    private final MemorySegment items = Arena.ofAuto().allocate(MOST * ITEM_BYTES, Long.BYTES);
    private final MemorySegment deadline =
            Arena.ofAuto().allocate(2 * ValueLayout.JAVA_LONG.byteSize(), Long.BYTES);
    private int size;

    /** Creates an empty list. */
    public FutexList() {}

    /** Tells whether this JVM's system has this. */
    public static boolean isSupported() {
        if (!Futex.isSupported()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
            FutexList list = new FutexList();
            list.add(word.address(), 1);
            // The word has another value, which only a system that knows the call can tell.
            return list.await(System.nanoTime()) == -EAGAIN;
        }
    }

    /** Forgets all words. */
    public void clear() {
        size = 0;
    }

    /** Tells whether there is no room for another word. */
    public boolean isFull() {
        return size == MOST;
    }

    /**
     * Adds a word.
     *
     * @param address of it, a multiple of 4
     * @param expected the value with which it sleeps
     */
    public void add(long address, int expected) {
        long at = (long) size * ITEM_BYTES;
        items.set(ValueLayout.JAVA_LONG, at, expected & 0xffff_ffffL);
        items.set(ValueLayout.JAVA_LONG, at + ADDRESS, address);
        items.set(ValueLayout.JAVA_LONG, at + FLAGS, SHARED_WORD);
        size++;
    }

    /**
     * Sleeps until sleepers of one of the words are woken, one of them has another value, or the
     * time is over; or for no reason.
     *
     * @param nanoTime when the time is over, as {@link System#nanoTime}
     * @return the index of a word whose sleepers were woken, or a negative number
     */
    public int await(long nanoTime) {
        // The JDK's clock is the kernel's monotonic one.
        long end = Math.max(nanoTime, 0);
        deadline.set(ValueLayout.JAVA_LONG, 0, end / 1_000_000_000);
        deadline.set(ValueLayout.JAVA_LONG, Long.BYTES, end % 1_000_000_000);
        LinuxCalls calls = Futex.CALLS;
        if (calls == null) {
            throw new IllegalStateException("there are no futexes for this JVM");
        }
        return (int) calls.futexWaitAny(items, size, deadline);
    }
}
