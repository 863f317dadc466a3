package dev.procession.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Sleeping on an aligned word of memory that processes share, and waking who sleeps there.
 *
 * <p>Addresses and not segments: a segment that is handed to a foreign call cannot be closed
 * meanwhile. The caller keeps the memory mapped.
 *
 * <p>Source: {@code futex(2)}.
 */
public final class Futex {

    private static final long SECOND = 1_000_000_000;

    /** So that a test, or a user in doubt, can have what other systems have. */
    private static final boolean IS_WANTED = !"off".equals(System.getProperty("procession.futex"));

    static final @Nullable LinuxCalls CALLS = IS_WANTED ? open() : null;

    private Futex() {}

    private static @Nullable LinuxCalls open() {
        if (!LinuxCalls.isSupported()) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            LinuxCalls calls = LinuxCalls.open();
            MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
            // A profile of a container may deny it.
            return calls.futexWake(word.address(), 1) == 0 ? calls : null;
        } catch (IllegalCallerException deniedToThisJvm) {
            return null;
        }
    }

    /** Tells whether this JVM may use them; otherwise nothing else here may be called. */
    public static boolean isSupported() {
        return CALLS != null;
    }

    /**
     * Sleeps until somebody wakes sleepers of the word, the word has another value, or the time is
     * over; or for no reason.
     *
     * @param address of the word, a multiple of 4
     * @param expected the value with which it sleeps
     * @param nanos how long at most, more than 0
     */
    public static void await(long address, int expected, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            calls().futexWait(address, expected, time(arena, nanos));
        }
    }

    /**
     * Wakes sleepers of a word.
     *
     * @param address of the word, a multiple of 4
     * @param most how many
     * @return how many were woken
     */
    public static int wake(long address, int most) {
        return (int) calls().futexWake(address, most);
    }

    private static LinuxCalls calls() {
        LinuxCalls calls = CALLS;
        if (calls == null) {
            throw new IllegalStateException("there are no futexes for this JVM");
        }
        return calls;
    }

    /** Makes a {@code timespec}. */
    static MemorySegment time(Arena arena, long nanos) {
        MemorySegment time = arena.allocate(2 * ValueLayout.JAVA_LONG.byteSize(), Long.BYTES);
        time.set(ValueLayout.JAVA_LONG, 0, nanos / SECOND);
        time.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % SECOND);
        return time;
    }
}
