package dev.procession.internal.ring;

import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.SegmentRef;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The segments in which large elements of one queue travel, as one process has them: those that it
 * has made and that are free, and those of others that it has mapped. An element after the first
 * few finds its memory made, filled with pages and mapped on both sides, and is only copied.
 *
 * <p>Of each kind it keeps as much as all large elements of the queue may take together; the rest
 * is ended, or unmapped, at once.
 */
public final class LargeMemory {

    /** Sizes are multiples of this part of the power of two below them. */
    private static final int CLASSES = 64;

    private final long group;
    private final long mostBytes;

    /** The ones that were used last are first. */
    private final Deque<Segment> free = new ArrayDeque<>();

    private final Map<SegmentRef, Segment> attached = new LinkedHashMap<>(8, 0.75f, true);
    private long freeBytes;
    private long attachedBytes;

    LargeMemory(long group, long mostBytes) {
        this.group = group;
        this.mostBytes = mostBytes;
    }

    /**
     * Returns a segment of this process that nobody uses.
     *
     * @param bytes how large it is at least; not much larger
     * @throws IOException if there is no memory
     */
    synchronized Segment obtain(long bytes) throws IOException {
        for (Iterator<Segment> all = free.iterator(); all.hasNext(); ) {
            Segment segment = all.next();
            if (segment.words().size() >= bytes && segment.words().size() <= 2 * bytes) {
                all.remove();
                freeBytes -= segment.words().size();
                return segment;
            }
        }
        return Segment.create(rounded(bytes), Arena.ofShared(), group);
    }

    /** So that an element that is a little longer than the one before finds room in its memory. */
    private static long rounded(long bytes) {
        long step = Math.max(QueueLayout.PAGE_BYTES, Long.highestOneBit(bytes) / CLASSES);
        return (bytes + step - 1) & -step;
    }

    /** Takes back what {@link #obtain} returned, once nobody needs it. */
    synchronized void giveBack(Segment segment) {
        if (segment.words().size() > mostBytes) {
            segment.close();
            return;
        }
        free.addFirst(segment);
        freeBytes += segment.words().size();
        while (freeBytes > mostBytes) {
            end(free.removeLast());
        }
    }

    private void end(Segment segment) {
        freeBytes -= segment.words().size();
        segment.close();
    }

    /** Ends all that is free. */
    synchronized void endAll() {
        while (!free.isEmpty()) {
            end(free.removeLast());
        }
    }

    /** Tells whether a segment of so many bytes is kept mapped. */
    boolean keeps(long bytes) {
        return rounded(bytes) <= mostBytes;
    }

    /**
     * Returns a segment of any process, mapped until it was not used for long.
     *
     * @param isNeeded tells of another one whether an element waits in it
     * @throws IOException if it is not there any more
     */
    synchronized Segment attached(SegmentRef ref, Predicate<SegmentRef> isNeeded)
            throws IOException {
        Segment known = attached.get(ref);
        if (known != null && !known.isClosed()) {
            return known;
        }
        forget(ref, isNeeded);
        Segment found = Segment.attach(ref);
        attached.put(ref, found);
        attachedBytes += found.words().size();
        while (attachedBytes > mostBytes && attached.size() > 1) {
            forget(attached.keySet().iterator().next(), isNeeded);
        }
        return found;
    }

    /**
     * Lets go of a segment, which ends if nobody else is there to do that. First it is asked
     * whether its producer is dead, and then whether it has put another element into it before: no
     * more will come by then.
     */
    private void forget(SegmentRef ref, Predicate<SegmentRef> isNeeded) {
        Segment gone = attached.remove(ref);
        if (gone != null) {
            attachedBytes -= gone.words().size();
            if (!gone.isOwn() && gone.mayClose() && !isNeeded.test(ref)) {
                gone.close();
            }
        }
    }

    /** Lets go of all segments; as {@link #attached}. */
    synchronized void forgetAll(Predicate<SegmentRef> isNeeded) {
        while (!attached.isEmpty()) {
            forget(attached.keySet().iterator().next(), isNeeded);
        }
    }
}
