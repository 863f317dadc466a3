package dev.procession.connection;

import dev.procession.internal.launch.LeftMemory;
import dev.procession.internal.monitor.Deaths;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Segment;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ends of pipes that this process has, and those with which it has made a pipe: looked at when
 * a process has ended, so that whoever waits for the other side is told within milliseconds, and
 * the memory is freed when the last end is closed, wherever that is. So are pipes that dead
 * processes have made, since all who knew of them may be dead.
 */
final class Pipes {

    private static final Set<Hold> HELD = ConcurrentHashMap.newKeySet();

    /** One end of each pipe that was made here, until its memory is freed; used or not. */
    private static final Map<BlockRef, Hold> MADE = new ConcurrentHashMap<>();

    private static final int FEW = 16;

    private static int manyHeld = FEW;
    private static boolean isWatched;

    static {
        LeftMemory.lookWith(Pipes::lookAtLeft);
    }

    private Pipes() {}

    /**
     * Has this process look at its pipes from now on.
     *
     * @throws IOException if there is no thread for that
     */
    static synchronized void watch() throws IOException {
        if (!isWatched) {
            Deaths.watch(Pipes::look);
            isWatched = true;
        }
    }

    /** Ends that have left are forgotten now and then: nobody says when they were claimed. */
    static synchronized void add(Hold hold) {
        if (HELD.size() >= manyHeld) {
            HELD.removeIf(Hold::hasLeft);
            manyHeld = 2 * HELD.size() + FEW;
        }
        HELD.add(hold);
    }

    static void remove(Hold hold) {
        HELD.remove(hold);
    }

    /** Has the memory of a pipe freed when it is not needed any more. */
    static void made(Hold hold) {
        MADE.put(hold.block().ref(), hold);
    }

    /** Forgets a pipe whose memory was freed. */
    static void ended(Block block) {
        MADE.remove(block.ref());
    }

    private static synchronized boolean isWatched() {
        return isWatched;
    }

    /**
     * Looks at what dead processes have left, in one that has no pipes itself and has seen a child
     * end. To see who is dead takes native access, of which the program of a user who has not
     * allowed it, and uses no shared memory, is not to be warned.
     */
    private static void lookAtLeft() {
        if (!isWatched() && Pipes.class.getModule().isNativeAccessEnabled()) {
            Segment.forEachOrphan(Hold::tidy);
        }
    }

    private static void look() {
        HELD.removeIf(Hold::hasLeft);
        MADE.values().forEach(Hold::tidy);
        HELD.forEach(Hold::tidy);
        Segment.forEachOrphan(Hold::tidy);
    }
}
