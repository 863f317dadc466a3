package dev.procession.sync;

import dev.procession.internal.shared.BlockRef;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How often a thread of this process reads by which lock. */
final class OwnReads {

    private static final int FEW = 64;

    private static final ThreadLocal<OwnReads> OWN = ThreadLocal.withInitial(OwnReads::register);

    /** Of all threads that have ever read, but for some that have ended. */
    private static final Set<OwnReads> ALL = ConcurrentHashMap.newKeySet();

    /** With so many it is time to look who has ended. */
    private static volatile int many = FEW;

    /** Weak, since a thread keeps what it was made with; one that is collected has ended, too. */
    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

    private final Map<BlockRef, Reads> reads = new HashMap<>();

    private OwnReads() {}

    /** Reads of one thread by one lock. */
    private static final class Reads {
        final Runnable end;
        int count;

        Reads(Runnable end) {
            this.end = end;
        }
    }

    private static OwnReads register() {
        OwnReads made = new OwnReads();
        ALL.add(made);
        if (ALL.size() > many) {
            endEnded();
        }
        return made;
    }

    /** Returns how often the calling thread does. */
    static int count(BlockRef lock) {
        Reads found = OWN.get().reads.get(lock);
        return found == null ? 0 : found.count;
    }

    /**
     * Counts one more of the calling thread.
     *
     * @param end ends one, by whatever thread
     */
    static void begin(BlockRef lock, Runnable end) {
        OWN.get().reads.computeIfAbsent(lock, first -> new Reads(end)).count++;
    }

    /** Ends one of the calling thread, which has one. */
    static void end(BlockRef lock) {
        OWN.get().reads.compute(lock, (same, found) -> endOne(found));
    }

    private static @Nullable Reads endOne(@Nullable Reads found) {
        if (found == null) {
            throw new AssertionError("a read that was not begun");
        }
        found.count--;
        found.end.run();
        return found.count == 0 ? null : found;
    }

    /** Ends those of threads that have ended. */
    static synchronized void endEnded() {
        ALL.removeIf(OwnReads::endIfEnded);
        many = 2 * ALL.size() + FEW;
    }

    /** Returns of how many threads something is kept. */
    static int threads() {
        return ALL.size();
    }

    private boolean endIfEnded() {
        Thread reader = thread.get();
        if (reader != null && reader.isAlive()) {
            return false;
        }
        // What it has written here is seen by who knows that it has ended.
        for (Reads each : reads.values()) {
            for (int i = 0; i < each.count; i++) {
                each.end.run();
            }
        }
        return true;
    }
}
