package dev.procession.internal.ring;

import dev.procession.QueueCompletedException;
import dev.procession.concurrency.Party;
import dev.procession.concurrency.TwoViews;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;
import java.util.stream.IntStream;

/** A queue as two processes have it. Elements are small numbers, of many bytes each. */
final class TwoQueues {

    /** For an element: there is none. */
    static final int NONE = 0;

    /** For an element: it is not as it was put. */
    static final int TORN = -1;

    /** For an element: there will never be one again. */
    static final int ENDED = -2;

    private static final int RING_BYTES = QueueLayout.LEAST_RING_BYTES;
    private static final int ELEMENT_BYTES = 100;
    private static final int LOOKS = 20;

    private final TwoViews memory = new TwoViews();
    private final Words mine = memory.first();
    private final Words theirs = memory.second();
    final Ring ringOfFirst;
    final Ring ringOfSecond;
    final RingAccess first;
    final RingAccess second;

    TwoQueues(int capacity) {
        this(capacity, Parking.current());
    }

    TwoQueues(int capacity, Parking parking) {
        QueueLayout.fill(mine, RING_BYTES, capacity, 1);
        mine.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
        this.ringOfFirst = ring(mine);
        this.ringOfSecond = ring(theirs);
        this.first = new RingAccess(ringOfFirst, mine, Party.FIRST, parking);
        this.second = new RingAccess(ringOfSecond, theirs, Party.SECOND, parking);
    }

    private static Ring ring(Words words) {
        try {
            return new Ring(words, 1);
        } catch (InvalidObjectException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Has an element be in the queue. */
    TwoQueues with(int element) {
        put(first, element);
        return this;
    }

    /** Has one of its locks be that of a process that has died. */
    TwoQueues abandonedAt(long lockOffset) {
        mine.setInt(lockOffset, Party.DEAD.self());
        return this;
    }

    /** Begins what an actor does, see {@link TwoViews#meet}. */
    void meet() {
        memory.meet();
    }

    // ---- elements ----------------------------------------------------------------------------

    private static byte[] bytes(int element) {
        byte[] bytes = new byte[ELEMENT_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (element + i);
        }
        return bytes;
    }

    private static int element(Parcel parcel) {
        byte[] bytes = parcel.array();
        int element = bytes[0];
        boolean isWhole = parcel.length() == ELEMENT_BYTES;
        for (int i = 0; isWhole && i < ELEMENT_BYTES; i++) {
            isWhole = bytes[i] == (byte) (element + i);
        }
        return isWhole && element > 0 ? element : TORN;
    }

    private static int element(Ring.Taken taken, Parcel parcel) {
        return switch (taken) {
            case ONE -> element(parcel);
            case NOT_NOW -> NONE;
            case ENDED -> ENDED;
        };
    }

    // ---- what processes do -------------------------------------------------------------------

    static void put(RingAccess access, int element) {
        if (!access.putNow(bytes(element), ELEMENT_BYTES, null)) {
            throw new IllegalStateException("there is room for all that a test puts");
        }
    }

    static boolean putUnlessCompleted(RingAccess access, int element) {
        try {
            put(access, element);
            return true;
        } catch (QueueCompletedException completed) {
            return false;
        }
    }

    static void awaitRoom(RingAccess access, int element) {
        try {
            access.put(bytes(element), ELEMENT_BYTES, null, RingAccess.FOR_EVER);
        } catch (InterruptedException nobodyDoes) {
            throw new IllegalStateException(nobodyDoes);
        }
    }

    static int take(RingAccess access) {
        Parcel parcel = new Parcel();
        return element(access.takeNow(parcel), parcel);
    }

    static int awaitElement(RingAccess access) {
        Parcel parcel = new Parcel();
        try {
            return element(access.take(parcel, RingAccess.FOR_EVER), parcel);
        } catch (InterruptedException nobodyDoes) {
            throw new IllegalStateException(nobodyDoes);
        }
    }

    /** Counts several times, and returns the most. */
    int mostOfSize() {
        return IntStream.range(0, LOOKS).map(look -> ringOfSecond.size()).max().orElseThrow();
    }

    // ---- with faults -------------------------------------------------------------------------

    /** Puts the first element, as {@link Ring#append} does but for the order. */
    void putWithCommitBeforeCopy(int element) {
        first.putting().lock();
        long record = QueueLayout.recordBytes(ELEMENT_BYTES);
        mine.setLongRelease(QueueLayout.TAIL_OFFSET, Index.advanced(0, 1, record));
        mine.setIntPlain(QueueLayout.RING_OFFSET + QueueLayout.LENGTH_OFFSET, ELEMENT_BYTES);
        long payload = QueueLayout.RING_OFFSET + QueueLayout.HEADER_BYTES;
        mine.put(payload, bytes(element), 0, ELEMENT_BYTES);
        first.putting().unlock();
    }

    /** As {@link #take}, where a record may be nonsense. */
    static int takeWhateverItIs(RingAccess access) {
        try {
            return take(access);
        } catch (IllegalStateException corrupt) {
            return TORN;
        }
    }

    static int takeWithoutLock(Ring ring) {
        Parcel parcel = new Parcel();
        return element(ring.first(parcel, true), parcel);
    }

    private int sizeOfTwoMoments() {
        long head = theirs.getLong(QueueLayout.HEAD_OFFSET);
        for (int turn = 0; turn < 20; turn++) {
            Thread.onSpinWait();
        }
        return Index.count(head, theirs.getLong(QueueLayout.TAIL_OFFSET));
    }

    /** As {@link #mostOfSize}. */
    int mostOfSizeOfTwoMoments() {
        return IntStream.range(0, LOOKS).map(look -> sizeOfTwoMoments()).max().orElseThrow();
    }
}
