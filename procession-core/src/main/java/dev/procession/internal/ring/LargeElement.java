package dev.procession.internal.ring;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.SegmentRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An element that is too large for the ring, in a segment of its own; in the ring is a reference.
 *
 * <pre>
 *      0  pid    long   ┐
 *      8  place  long   │ the segment's name
 *     16  id     long   ┘
 *     24  bytes  long   of the encoded element
 * </pre>
 *
 * <p><b>Who ends the segment.</b> It is needed until HEAD has passed the record, and then never
 * more: a taker copies the bytes before it moves HEAD. So nobody has to say that he is done, and no
 * death between copying and saying so does any harm: HEAD says it.
 *
 * <ul>
 *   <li>The producer, as long as it lives, keeps a list of those that it has put, and ends those
 *       that HEAD has passed whenever it uses a queue. What it still holds is never more than what
 *       the queue may hold.
 *   <li>If the producer is dead, whoever moves HEAD past the record ends it.
 *   <li>If a producer dies before it moves TAIL, or if after its death a taker dies between moving
 *       HEAD and ending the segment, then it stays until the queue is closed: who closes it ends
 *       all that there is for this queue, by their common number.
 *   <li>What even that does not reach goes with the session.
 * </ul>
 */
public final class LargeElement {

    static final int REF_BYTES = 32;

    /** Those of this process, in all queues, that have been put. */
    private static final Set<LargeElement> PUT = ConcurrentHashMap.newKeySet();

    private final Ring ring;
    private final Segment segment;
    private final int pages;

    /** Where its record is; set by the ring. */
    private volatile long index;

    private LargeElement(Ring ring, Segment segment, int pages) {
        this.ring = ring;
        this.segment = segment;
        this.pages = pages;
    }

    /** Copies an element to shared memory. */
    static LargeElement create(Ring ring, Sink element) throws IOException {
        int length = element.size();
        Segment segment = Segment.create(length, Arena.ofShared(), ring.group());
        segment.words().put(0, element.array(), 0, length);
        int pages = (int) (((long) length + QueueLayout.PAGE_BYTES - 1) / QueueLayout.PAGE_BYTES);
        return new LargeElement(ring, segment, pages);
    }

    /** Writes what goes into the ring in its place. */
    void writeReference(Sink sink) {
        SegmentRef ref = segment.ref();
        sink.putLong(ref.pid());
        sink.putLong(ref.place());
        sink.putLong(ref.id());
        sink.putLong(segment.words().size());
    }

    int pages() {
        return pages;
    }

    /** Says where it was put, before anybody else can see it. */
    void setIndex(long where) {
        index = where;
    }

    /** Says that it was put: from now on others decide when it is over. */
    void wasPut() {
        PUT.add(this);
    }

    /** Ends it, since it was not put. */
    void discard() {
        end(segment);
    }

    /** Ends those of this process that were taken, or whose queue was closed. */
    public static void endTaken() {
        if (!PUT.isEmpty()) {
            PUT.removeIf(LargeElement::endIfTaken);
        }
    }

    private boolean endIfTaken() {
        if (ring.isWaiting(index)) {
            return false;
        }
        end(segment);
        return true;
    }

    /**
     * Replaces a reference by the bytes that it refers to.
     *
     * @param parcel has the reference
     * @throws UncheckedIOException if they cannot be read now, but perhaps later
     */
    static void fetch(Parcel parcel) {
        Source reference = parcel.source();
        SegmentRef ref = readRef(reference);
        long length = reference.getLong();
        try (Arena arena = Arena.ofConfined()) {
            Segment segment = Segment.attach(ref, arena);
            if (segment.words().size() != length || length > Elements.MOST_BYTES) {
                throw new IOException("its size is another one: size=" + segment.words().size());
            }
            segment.words().get(0, parcel.bytes((int) length), 0, (int) length);
            parcel.wasIn(ref);
        } catch (IOException failure) {
            Throwable cause = failure.getCause();
            if (cause != null && !(cause instanceof NoSuchFileException)) {
                throw new UncheckedIOException(
                        "a large element cannot be read by this process now, and stays in the queue",
                        failure);
            }
            parcel.lose(failure);
        }
    }

    private static SegmentRef readRef(Source reference) {
        return new SegmentRef(reference.getLong(), reference.getLong(), reference.getLong());
    }

    /** Ends the segment of an element that was taken, if its producer is dead or this process. */
    static void endOrphan(SegmentRef ref) {
        if (ref.pid() != 0 && ref.pid() != ProcessHandle.current().pid()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            end(Segment.attach(ref, arena));
        } catch (IOException endedAlready) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "a large element was ended", endedAlready);
        }
    }

    /** One at a time, since the first unmaps what the second would look at. */
    private static synchronized void end(Segment segment) {
        segment.close();
    }
}
