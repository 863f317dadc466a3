package dev.procession.sync;

import dev.procession.internal.shared.BlockRef;
import java.util.HashMap;
import java.util.Map;

/** How often each thread of this process reads by which lock. */
final class OwnReads {

    private static final ThreadLocal<Map<BlockRef, Integer>> READS =
            ThreadLocal.withInitial(HashMap::new);

    private OwnReads() {}

    /** Returns how often the calling thread does. */
    static int count(BlockRef lock) {
        return READS.get().getOrDefault(lock, 0);
    }

    /** Counts one more of the calling thread, or one less. */
    static void add(BlockRef lock, int one) {
        READS.get().merge(lock, one, (before, more) -> before + more == 0 ? null : before + more);
    }
}
