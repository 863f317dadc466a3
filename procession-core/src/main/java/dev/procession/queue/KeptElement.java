package dev.procession.queue;

import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.SegmentRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A taken element that is too long for an entry of the {@link Ledger}, in a segment of its own,
 * which the first of its takers makes.
 *
 * <p><b>Who ends the segment.</b> Who says that the element is done, after that. If it is not the
 * process that has made it, then that process is dead, or the element would not have been given out
 * again. What is left by a death between the two, or before the entry names the segment, goes with
 * the queue: it has the queue's number. What this process keeps of queues that others have closed
 * it ends when it keeps the next one.
 */
final class KeptElement {

    /** Those of this process, in all queues, by the segments' own numbers. */
    private static final ConcurrentMap<Long, KeptElement> KEPT = new ConcurrentHashMap<>();

    private final Ring ring;
    private final Segment segment;

    private KeptElement(Ring ring, Segment segment) {
        this.ring = ring;
        this.segment = segment;
    }

    /** Copies an element to shared memory of its own; returns where it is. */
    static SegmentRef keep(Ring ring, byte[] bytes, int length) {
        endClosed();
        try {
            Segment segment = Segment.create(length, Arena.ofShared(), ring.group());
            segment.words().put(0, bytes, 0, length);
            KEPT.put(segment.ref().id(), new KeptElement(ring, segment));
            return segment.ref();
        } catch (IOException noMemory) {
            throw new UncheckedIOException(
                    "there is no shared memory to keep an element in until it is done, and it stays"
                            + " in the queue: bytes="
                            + length,
                    noMemory);
        }
    }

    /** Copies it into a parcel. */
    static void fetch(SegmentRef ref, int length, Parcel parcel) {
        try (Arena arena = Arena.ofConfined()) {
            Segment segment = Segment.attach(ref, arena);
            if (segment.words().size() != length) {
                throw new IOException("its size is another one: size=" + segment.words().size());
            }
            segment.words().get(0, parcel.bytes(length), 0, length);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "an element that is given out again cannot be read by this process", failure);
        }
    }

    /** Ends the segment of an element that is done. */
    static void end(SegmentRef ref) {
        KeptElement own = KEPT.remove(ref.id());
        if (own != null) {
            own.segment.close();
        } else if (ref.pid() == 0) {
            endOrphan(ref);
        }
    }

    private static void endOrphan(SegmentRef ref) {
        try (Arena arena = Arena.ofConfined()) {
            Segment.attach(ref, arena).close();
        } catch (IOException endedAlready) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "a kept element was ended", endedAlready);
        }
    }

    /** Ends those of this process whose queue was closed. */
    static void endClosed() {
        KEPT.values().removeIf(KeptElement::endIfClosed);
    }

    private boolean endIfClosed() {
        boolean isOver = ring.isClosed();
        if (isOver) {
            segment.close();
        }
        return isOver;
    }
}
