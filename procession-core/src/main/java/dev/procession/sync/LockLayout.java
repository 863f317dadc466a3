package dev.procession.sync;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;
import java.nio.charset.StandardCharsets;

/**
 * Where things are in the block of a lock.
 *
 * <pre>
 *      8  WORD        int    see LockWord
 *     12  HOLDS       int    how often the owning thread has it          owner
 *     16  HOLDER      long   process and thread that have it; 0: none    owner, after WORD
 *     24  SINCE       long   when HOLDER was first seen by who waits,    owner sets 0, others
 *                            milliseconds since 1970; 0: not yet         then compare-and-set
 *     32  DEAD        long   the HOLDER who died with it; 0: none        owner
 *     40  KIND        int    1: a thread may have it more than once      before it is shared
 *     44  NAME_BYTES  int                                                before it is shared
 *     48  NAME        up to 80 bytes, UTF-8                              before it is shared
 * </pre>
 *
 * <p>HOLDER is the process's number times 2³³ plus the thread's id modulo 2³³: a thread that reads
 * its own there has the lock, whatever else is going on. A dead owner's is there until the next
 * owner writes his, and is nobody else's, since numbers of processes are not used again.
 */
final class LockLayout {

    static final int WORD = 8;
    static final int HOLDS = 12;
    static final int HOLDER = 16;
    static final int SINCE = 24;
    static final int DEAD = 32;
    static final int REENTRANT = 40;
    static final int BYTES = 128;

    private static final int NAME_BYTES = 44;
    private static final int NAME = 48;
    private static final int MOST_NAME_BYTES = BYTES - NAME;
    private static final int THREAD_BITS = 33;

    private LockLayout() {}

    static long holder(int peer, long threadId) {
        return ((long) peer << THREAD_BITS) | thread(threadId);
    }

    static int peer(long holder) {
        return (int) (holder >>> THREAD_BITS);
    }

    static long thread(long holder) {
        return holder & ((1L << THREAD_BITS) - 1);
    }

    /** Remembers that the HOLDER died; with WORD locked. Done by halves it is done again. */
    static void noteDeath(Words words) {
        long dead = words.getLongPlain(HOLDER);
        if (dead != 0) {
            words.setLongPlain(DEAD, dead);
            words.setLongRelease(HOLDER, 0);
        }
    }

    static String describe(Peers peers, long holder) {
        return peers.describe(peer(holder)) + ", thread " + thread(holder);
    }

    static byte[] requireName(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a name must have 1 to "
                            + MOST_NAME_BYTES
                            + " bytes in UTF-8: bytes="
                            + bytes.length
                            + ", name="
                            + name);
        }
        return bytes;
    }

    /** Fills the block of a lock that nobody has. */
    static void setUp(Words words, byte[] name, boolean isReentrant) {
        words.setInt(REENTRANT, isReentrant ? 1 : 0);
        words.put(NAME, name, 0, name.length);
        words.setInt(NAME_BYTES, name.length);
    }

    static String name(Words words) {
        byte[] name = new byte[Math.clamp(words.getInt(NAME_BYTES), 0, MOST_NAME_BYTES)];
        words.get(NAME, name, 0, name.length);
        return new String(name, StandardCharsets.UTF_8);
    }
}
