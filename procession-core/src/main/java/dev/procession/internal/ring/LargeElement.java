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
 *     24  bytes  long   of the encoded element, from the segment's beginning on
 * </pre>
 *
 * <p><b>Whose the segment is.</b> It belongs to the element until HEAD has passed the record, and
 * then never more: a taker copies the bytes before it moves HEAD, and with the lock. So nobody has
 * to say that he is done, and no death between copying and saying so does any harm: HEAD says it.
 *
 * <ul>
 *   <li>The producer, as long as it lives, keeps a list of those that it has put. Whenever it uses
 *       a queue it takes back those that HEAD has passed, for elements to come; see {@link
 *       LargeMemory}. What it holds is never more than twice what the queue may hold.
 *   <li>If the producer is dead, a taker that has the segment mapped ends it when it lets go of it,
 *       unless another element waits in it: the producer may have used it again before it died.
 *   <li>What is left then (the producer has died before it moved TAIL, or with free segments, or
 *       the takers have died, too) stays until the queue is closed: who closes it ends all that
 *       there is for this queue, by their common number.
 *   <li>What even that does not reach goes with the session.
 * </ul>
 */
public final class LargeElement {

    static final int REF_BYTES = 32;

    /** Those of this process, in all queues, that have been put. */
    private static final Set<LargeElement> PUT = ConcurrentHashMap.newKeySet();

    /** The queues that this process has put large elements into. */
    private static final Set<Ring> USED = ConcurrentHashMap.newKeySet();

    private final Ring ring;
    private final Segment segment;
    private final int bytes;

    /** Where its record is; set by the ring. */
    private volatile long index;

    private LargeElement(Ring ring, Segment segment, int bytes) {
        this.ring = ring;
        this.segment = segment;
        this.bytes = bytes;
    }

    /** Copies an element to shared memory. */
    static LargeElement create(Ring ring, Sink element) throws IOException {
        int bytes = Math.toIntExact(element.messageBytes(0));
        Segment segment = ring.memory().obtain(bytes);
        USED.add(ring);
        element.write(0, segment.words().buffer(0, bytes));
        return new LargeElement(ring, segment, bytes);
    }

    /** Writes what goes into the ring in its place. */
    void writeReference(Sink sink) {
        SegmentRef ref = segment.ref();
        sink.putLong(ref.pid());
        sink.putLong(ref.place());
        sink.putLong(ref.id());
        sink.putLong(bytes);
    }

    int pages() {
        long size = segment.words().size();
        return (int) ((size + QueueLayout.PAGE_BYTES - 1) / QueueLayout.PAGE_BYTES);
    }

    /** Says where it was put, before anybody else can see it. */
    void setIndex(long where) {
        index = where;
    }

    /** Says that it was put: from now on others decide when it is over. */
    void wasPut() {
        PUT.add(this);
    }

    /** Takes its memory back, since it was not put. */
    void discard() {
        takeBack();
    }

    private void takeBack() {
        if (ring.isClosed()) {
            end(segment);
        } else {
            ring.memory().giveBack(segment);
        }
    }

    /**
     * Takes the memory back of those of this process that were taken, or whose queue was closed.
     */
    public static void endTaken() {
        if (!PUT.isEmpty()) {
            PUT.forEach(LargeElement::takeBackIfTaken);
        }
        if (!USED.isEmpty()) {
            USED.removeIf(LargeElement::endIfClosed);
        }
    }

    /** Once, whoever else looks at the same time: what is given back is used again. */
    private void takeBackIfTaken() {
        if (!ring.isWaiting(index) && PUT.remove(this)) {
            takeBack();
        }
    }

    private static boolean endIfClosed(Ring ring) {
        boolean isOver = ring.isClosed();
        if (isOver) {
            ring.memory().endAll();
        }
        return isOver;
    }

    /**
     * Replaces a reference by the bytes that it refers to.
     *
     * @param ring where the record is, the first one or one that will be removed with it
     * @param parcel has the reference
     * @throws UncheckedIOException if they cannot be read now, but perhaps later
     */
    static void fetch(Ring ring, Parcel parcel) {
        LargeMemory memory = ring.memory();
        Source reference = parcel.source();
        SegmentRef ref = readRef(reference);
        long bytes = reference.getLong();
        try {
            if (memory.keeps(bytes)) {
                copy(memory.attached(ref, ring::refersTo), bytes, parcel);
            } else {
                fetchOnce(ref, bytes, parcel);
            }
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

    private static void fetchOnce(SegmentRef ref, long bytes, Parcel parcel) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            copy(Segment.attach(ref, arena), bytes, parcel);
            parcel.wasIn(ref);
        }
    }

    private static void copy(Segment segment, long bytes, Parcel parcel) throws IOException {
        long size = segment.words().size();
        if (bytes < 1 || bytes > size || bytes > Elements.MOST_BYTES) {
            throw new IOException("its size is another one: bytes=" + bytes + ", size=" + size);
        }
        parcel.fill(segment.words().buffer(0, bytes));
    }

    /** Tells whether what {@link #writeReference} has written names a segment. */
    static boolean isIn(SegmentRef ref, byte[] reference) {
        Source source = new Source();
        source.wrap(reference, 0, REF_BYTES);
        return readRef(source).equals(ref);
    }

    private static SegmentRef readRef(Source reference) {
        return new SegmentRef(reference.getLong(), reference.getLong(), reference.getLong());
    }

    /** Ends the segment of an element that was taken, if its producer is dead. */
    static void endOrphan(SegmentRef ref) {
        if (ref.pid() != 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Segment segment = Segment.attach(ref, arena);
            if (!segment.isOwn()) {
                end(segment);
            }
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
