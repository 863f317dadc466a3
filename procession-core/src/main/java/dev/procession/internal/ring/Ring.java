package dev.procession.internal.ring;

import static dev.procession.internal.ring.QueueLayout.CAPACITY_OFFSET;
import static dev.procession.internal.ring.QueueLayout.HEADER_BYTES;
import static dev.procession.internal.ring.QueueLayout.HEAD_OFFSET;
import static dev.procession.internal.ring.QueueLayout.HEAD_SEEN_OFFSET;
import static dev.procession.internal.ring.QueueLayout.LARGE;
import static dev.procession.internal.ring.QueueLayout.LARGE_PAGES_OFFSET;
import static dev.procession.internal.ring.QueueLayout.LEAST_RECORD_BYTES;
import static dev.procession.internal.ring.QueueLayout.LENGTH_OFFSET;
import static dev.procession.internal.ring.QueueLayout.PAGES_OFFSET;
import static dev.procession.internal.ring.QueueLayout.PAGES_PUT_OFFSET;
import static dev.procession.internal.ring.QueueLayout.RING_BYTES_OFFSET;
import static dev.procession.internal.ring.QueueLayout.RING_OFFSET;
import static dev.procession.internal.ring.QueueLayout.TAIL_OFFSET;
import static dev.procession.internal.ring.QueueLayout.TAIL_SEEN_OFFSET;

import dev.procession.QueueCompletedException;
import dev.procession.internal.shared.SegmentRef;
import dev.procession.internal.shared.Words;
import dev.procession.internal.util.Closed;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a queue: how they get into the memory and out of it. Who puts and who takes has
 * the lock of his side; see {@link RingAccess}. {@link QueueLayout} draws the memory.
 *
 * <p><b>To put</b>: (1) lock PUT_LOCK; (2) read TAIL, and see whether there is room by HEAD_SEEN;
 * if there is not, read HEAD and write it to HEAD_SEEN; (3) write the record beyond TAIL; (4) for a
 * large element, write PAGES_PUT; (5) <i>write TAIL</i>; (6) unlock; (7) ring NOT_EMPTY.
 *
 * <p><b>To take</b>: (1) lock TAKE_LOCK; (2) read HEAD; if it is TAIL_SEEN, read TAIL and write it
 * to TAIL_SEEN; (3) copy the record out; (4) <i>write HEAD</i>; (5) unlock; (6) ring NOT_FULL. What
 * was copied is decoded after that.
 *
 * <p><b>A death of who puts</b>
 *
 * <ul>
 *   <li>in 1 to 3: TAIL has not changed. What lies beyond it is nothing, and is written over.
 *   <li>in 2, after HEAD_SEEN was written: that is a HEAD that there was, and any such HEAD not
 *       more than a ring behind TAIL is as good; it only lets the next one look again sooner.
 *   <li>after 4: PAGES_PUT counts an element that there is not. How much large elements take is
 *       computed as PAGES_PUT less the PAGES of the first record, so this is over as soon as those
 *       that are in the queue by then are taken. Until then others are let in later, never sooner.
 *   <li>after 5: the element is in the queue, as if he had died after {@code put}. The lock is
 *       taken over. Takers that sleep are not woken; they look when their slice is over.
 * </ul>
 *
 * <p><b>A death of who takes</b>
 *
 * <ul>
 *   <li>in 1 to 3: HEAD has not changed, and the record has not either, since who puts stops at
 *       HEAD. Another one takes the element. TAIL_SEEN is as harmless as HEAD_SEEN.
 *   <li>after 4: this element dies with him, and no other one does.
 * </ul>
 *
 * <p>So each store of a side leaves its line in a state that the next owner of the lock may start
 * from, and one who took the lock over has nothing to repair: to him all is as if the dead one had
 * not begun, or as if he had finished. There is no third, since one store of one long is what makes
 * the difference.
 *
 * <p><b>Why HEAD_SEEN is in the memory</b> and not in each process: it may not be older than a ring
 * behind TAIL, or a difference of indices, which are numbers modulo something, could be taken for
 * another one. Of all who put only the one with the lock could make it older, and he looks at it.
 * It is in the line that he has anyway.
 *
 * <p><b>Order.</b> The record is written before TAIL is (release), and read after TAIL was
 * (acquire, if not by this taker then by one before him, who had the lock before this one). The
 * same for copying out, HEAD, and who writes there next.
 *
 * <p><b>Nonsense</b>, written by a process that means harm or has gone wrong: indices and lengths
 * are read once, and have to be possible before they are used; all accesses are bounds-checked
 * besides. What is found to be impossible ends the operation with an {@code IllegalStateException}
 * and the lock open.
 */
public final class Ring implements Supply {

    /** What has become of taking. */
    public enum Taken {
        /** There is an element. */
        ONE,
        /** There is none now. */
        NOT_NOW,
        /** There will never be one again. */
        ENDED
    }

    private static final int MOST_LOOKS = 1000;
    private static final int LEAST_OWN_BYTES = 32 << 10;
    private static final int RINGS_PART = 16;

    private final Words words;
    private final String what;
    private final int ringBytes;
    private final int capacity;
    private final long largePages;
    private final long group;
    private final LargeMemory memory;

    public Ring(Words words, long group) throws InvalidObjectException {
        this(words, group, "the queue");
    }

    /**
     * Uses the ring that lies there.
     *
     * @param group the number under which the segments of large elements are found
     * @param what it belongs to, in messages
     */
    public Ring(Words words, long group, String what) throws InvalidObjectException {
        QueueLayout.check(words, what);
        this.what = what;
        this.words = words;
        this.group = group;
        this.ringBytes = words.getInt(RING_BYTES_OFFSET);
        this.capacity = words.getInt(CAPACITY_OFFSET);
        this.largePages = words.getInt(LARGE_PAGES_OFFSET);
        this.memory = new LargeMemory(group, largePages * QueueLayout.PAGE_BYTES);
    }

    /** Returns what it belongs to, in messages. */
    public String what() {
        return what;
    }

    public int capacity() {
        return capacity;
    }

    /** Returns the number under which the segments of large elements are found. */
    public long group() {
        return group;
    }

    /** Returns the memory of large elements that this process has. */
    public LargeMemory memory() {
        return memory;
    }

    /** Returns how long a payload may be: of longer ones there would be room for one only. */
    public int mostPayloadBytes() {
        return ringBytes / 2 - HEADER_BYTES;
    }

    /**
     * Returns how long a payload with attached arrays is for which memory of its own is better: it
     * is copied once on either side there, and through the ring twice. Some dozens at most of that
     * length are in a queue.
     */
    int leastOwnBytes() {
        return Math.max(LEAST_OWN_BYTES, ringBytes / RINGS_PART);
    }

    // ---- putting, with the lock --------------------------------------------------------------

    /**
     * Appends a record.
     *
     * @param payload its bytes, from 0 on
     * @param length how many
     * @param large what the payload refers to; null: it is the element
     * @return whether it was appended; {@code false} if there is no room
     */
    boolean append(byte[] payload, int length, @Nullable LargeElement large) {
        requireOpen();
        long tail = words.getLongPlain(TAIL_OFFSET);
        if (Index.isCompleted(tail)) {
            throw new QueueCompletedException(
                    what + " was completed, nothing can be put into it any more");
        }
        long record = QueueLayout.recordBytes(length);
        long pages = large == null ? 0 : large.pages();
        if (!fits(words.getLongPlain(HEAD_SEEN_OFFSET), tail, record, pages)) {
            long head = words.getLong(HEAD_OFFSET);
            boolean isRoom = fits(head, tail, record, pages);
            words.setLongPlain(HEAD_SEEN_OFFSET, head);
            if (!isRoom) {
                return false;
            }
        }
        write(tail, payload, length, large);
        words.setLongRelease(TAIL_OFFSET, Index.advanced(tail, 1, record));
        return true;
    }

    private boolean fits(long head, long tail, long record, long pages) {
        long used = used(head, tail);
        return Index.count(head, tail) < capacity
                && used + record <= ringBytes
                && (pages == 0 || largeUsed(head, tail) + pages <= largePages(head, tail, pages));
    }

    /** One alone may be as large as it is. */
    private long largePages(long head, long tail, long pages) {
        return largeUsed(head, tail) == 0 ? Math.max(largePages, pages) : largePages;
    }

    private long largeUsed(long head, long tail) {
        if (head == Index.end(tail)) {
            return 0;
        }
        int first = words.getInt(RING_OFFSET + Index.place(head, ringBytes) + PAGES_OFFSET);
        return Integer.toUnsignedLong(words.getInt(PAGES_PUT_OFFSET) - first);
    }

    private void write(long tail, byte[] payload, int length, @Nullable LargeElement large) {
        long at = RING_OFFSET + Index.place(tail, ringBytes);
        int pages = words.getIntPlain(PAGES_PUT_OFFSET);
        words.setIntPlain(at + LENGTH_OFFSET, large == null ? length : length | LARGE);
        words.setIntPlain(at + PAGES_OFFSET, pages);
        long place = Index.place(tail + HEADER_BYTES, ringBytes);
        int first = (int) Math.min(length, ringBytes - place);
        words.put(RING_OFFSET + place, payload, 0, first);
        if (first < length) {
            words.put(RING_OFFSET, payload, first, length - first);
        }
        if (large != null) {
            large.setIndex(tail);
            words.setIntPlain(PAGES_PUT_OFFSET, pages + large.pages());
        }
    }

    /** Lets nothing be appended any more. */
    void complete() {
        requireOpen();
        long tail = words.getLongPlain(TAIL_OFFSET);
        words.setLongRelease(TAIL_OFFSET, tail | Index.COMPLETED);
    }

    // ---- taking, with the lock ---------------------------------------------------------------

    @Override
    public Taken first(Parcel parcel, boolean isRemoved) {
        requireOpen();
        long head = words.getLongPlain(HEAD_OFFSET);
        long end = words.getLongPlain(TAIL_SEEN_OFFSET);
        boolean isOutOfDate = head == end;
        if (isOutOfDate) {
            long tail = words.getLong(TAIL_OFFSET);
            end = Index.end(tail);
            if (head == end) {
                return Index.isCompleted(tail) ? Taken.ENDED : Taken.NOT_NOW;
            }
        }
        long available = used(head, end);
        if (isOutOfDate) {
            words.setLongPlain(TAIL_SEEN_OFFSET, end);
        }
        long record = read(head, available, parcel);
        if (isRemoved) {
            words.setLongRelease(HEAD_OFFSET, Index.advanced(head, 1, record));
        }
        return Taken.ONE;
    }

    /** Returns the index of the first element. */
    public long head() {
        return words.getLongPlain(HEAD_OFFSET);
    }

    /** Removes the first element, which was copied since the lock was had. */
    public void removeFirst() {
        long head = head();
        int header = words.getIntPlain(RING_OFFSET + Index.place(head, ringBytes) + LENGTH_OFFSET);
        long record = QueueLayout.recordBytes(header & ~LARGE);
        if (record > used(head, words.getLongPlain(TAIL_SEEN_OFFSET))) {
            throw corrupt("record=" + record);
        }
        words.setLongRelease(HEAD_OFFSET, Index.advanced(head, 1, record));
    }

    /** Copies elements and removes them, all by one store. */
    public List<Parcel> drain(int most) {
        requireOpen();
        long at = words.getLongPlain(HEAD_OFFSET);
        long end = Index.end(words.getLong(TAIL_OFFSET));
        int count = Math.min(most, count(at, end));
        List<Parcel> parcels = new ArrayList<>(count);
        while (parcels.size() < count) {
            Parcel parcel = new Parcel();
            long record = read(at, used(at, end), parcel);
            parcels.add(parcel);
            at = Index.advanced(at, 1, record);
        }
        used(at, end);
        words.setLongPlain(TAIL_SEEN_OFFSET, end);
        words.setLongRelease(HEAD_OFFSET, at);
        return parcels;
    }

    /** Copies an element; returns how long its record is. */
    private long read(long index, long available, Parcel parcel) {
        int header = words.getIntPlain(RING_OFFSET + Index.place(index, ringBytes) + LENGTH_OFFSET);
        int length = header & ~LARGE;
        long record = QueueLayout.recordBytes(length);
        boolean isLarge = header != length;
        if (length == 0 || record > available || (isLarge && length != LargeElement.REF_BYTES)) {
            throw corrupt("length=" + length + ", bytes=" + available);
        }
        copyPayload(index, parcel.bytes(length), length);
        if (isLarge) {
            LargeElement.fetch(this, parcel);
        }
        return record;
    }

    private void copyPayload(long index, byte[] bytes, int length) {
        long place = Index.place(index + HEADER_BYTES, ringBytes);
        int first = (int) Math.min(length, ringBytes - place);
        words.get(RING_OFFSET + place, bytes, 0, first);
        if (first < length) {
            words.get(RING_OFFSET, bytes, first, length - first);
        }
    }

    /**
     * Tells whether an element waits in a segment, or may do so: in a corrupt ring nobody knows.
     * Those that are about to be removed count.
     */
    boolean refersTo(SegmentRef ref) {
        byte[] reference = new byte[LargeElement.REF_BYTES];
        long at = words.getLong(HEAD_OFFSET);
        long end = Index.end(words.getLong(TAIL_OFFSET));
        while (at != end) {
            int header = words.getInt(RING_OFFSET + Index.place(at, ringBytes) + LENGTH_OFFSET);
            int length = header & ~LARGE;
            long record = QueueLayout.recordBytes(length);
            if (length == 0 || !isPossible(at, end) || record > Index.bytes(at, end)) {
                return true;
            }
            if (header != length && length == reference.length) {
                copyPayload(at, reference, length);
                if (LargeElement.isIn(ref, reference)) {
                    return true;
                }
            }
            at = Index.advanced(at, 1, record);
        }
        return false;
    }

    // ---- looking, without a lock -------------------------------------------------------------

    @Override
    public boolean isEmptyForNow() {
        return !isClosed() && words.getLong(HEAD_OFFSET) == words.getLong(TAIL_OFFSET);
    }

    /**
     * Tells whether there is no room, and that may change.
     *
     * <p>HEAD and TAIL may be of different moments, and a record that has gone meanwhile; but then
     * HEAD has moved since, and who moved it rings after that. What is impossible is found by who
     * has the lock.
     */
    boolean isFullForNow(int length, int pages) {
        long head = words.getLong(HEAD_OFFSET);
        long tail = words.getLong(TAIL_OFFSET);
        return !isClosed()
                && !Index.isCompleted(tail)
                && isPossible(head, tail)
                && !fits(head, tail, QueueLayout.recordBytes(length), pages);
    }

    /** Tells whether the record at an index, which there was, was not taken yet. */
    boolean isWaiting(long index) {
        if (isClosed()) {
            return false;
        }
        try {
            long head = words.getLong(HEAD_OFFSET);
            long tail = words.getLong(TAIL_OFFSET);
            return Index.bytes(head, index) < Index.bytes(head, tail);
        } catch (IllegalStateException unmapped) {
            return !isClosed();
        }
    }

    /** Returns how many elements there are. */
    public int size() {
        requireOpen();
        long head = words.getLong(HEAD_OFFSET);
        for (int look = 0; look < MOST_LOOKS; look++) {
            long tail = words.getLong(TAIL_OFFSET);
            long again = words.getLong(HEAD_OFFSET);
            if (again == head) {
                return count(head, tail);
            }
            head = again;
        }
        // It changes all the time: take the two as they are.
        return Math.min(capacity, Index.count(head, words.getLong(TAIL_OFFSET)));
    }

    public boolean isCompleted() {
        return Index.isCompleted(words.getLong(TAIL_OFFSET));
    }

    /** Who closes a queue may have unmapped it, too. */
    public boolean isClosed() {
        try {
            return words.getInt(QueueLayout.KIND_OFFSET) == 0;
        } catch (IllegalStateException unmapped) {
            return true;
        }
    }

    IllegalStateException closed() {
        return Closed.exception(what);
    }

    /**
     * Returns what to throw for something that an operation has met.
     *
     * @param met what is wrong with the queue, or that it was unmapped meanwhile
     */
    public IllegalStateException explained(IllegalStateException met) {
        return isClosed() ? closed() : met;
    }

    public void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
    }

    private int count(long head, long tail) {
        used(head, tail);
        return Index.count(head, tail);
    }

    /** Returns how many bytes there are between a head and a tail, if these may be. */
    private long used(long head, long tail) {
        if (!isPossible(head, tail)) {
            throw corrupt("head=" + Long.toHexString(head) + ", tail=" + Long.toHexString(tail));
        }
        return Index.bytes(head, tail);
    }

    private boolean isPossible(long head, long tail) {
        long bytes = Index.bytes(head, tail);
        int count = Index.count(head, tail);
        return Index.areAligned(head, tail)
                && bytes <= ringBytes
                && count <= capacity
                && (count == 0 ? bytes == 0 : bytes >= (long) count * LEAST_RECORD_BYTES);
    }

    IllegalStateException corrupt(String nonsense) {
        return new IllegalStateException(
                what + " is corrupt, a process that uses it has written nonsense: " + nonsense);
    }
}
