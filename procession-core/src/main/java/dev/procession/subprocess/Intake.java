package dev.procession.subprocess;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a stream of a command and was not taken yet.
 *
 * <p>A {@link Pump} puts bytes in at one end, the others look at them and take them at the other.
 * Places in the stream are counted from its beginning.
 */
final class Intake {

    private static final int FIRST_SIZE = 1024;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final int limit;
    private final @Nullable Overflow overflow;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private byte[] bytes = new byte[0];
    private int head;
    private int size;
    private long first;
    private boolean isTruncated;
    private boolean isAbandoned;
    private boolean hasEnded;
    private final Tail tail = new Tail();

    /**
     * Creates one that is empty.
     *
     * @param limit how many bytes it holds
     * @param overflow what becomes of more; if it is null, then whoever has more waits for room
     */
    Intake(int limit, @Nullable Overflow overflow) {
        this.limit = limit;
        this.overflow = overflow;
    }

    /** What has become of bytes that were put in. */
    enum Put {
        KEPT,
        TOO_MANY,
        UNWANTED
    }

    /** Puts bytes in; those that are not kept are thrown away. */
    Put put(ByteBuffer more) throws InterruptedException {
        lock.lock();
        try {
            tail.came(more.remaining());
            changed.signalAll();
            if (overflow == null) {
                putAsThereIsRoom(more);
            } else {
                putUpToLimit(more);
            }
            changed.signalAll();
            if (isAbandoned) {
                return Put.UNWANTED;
            }
            return isTruncated && overflow == Overflow.FAIL ? Put.TOO_MANY : Put.KEPT;
        } finally {
            lock.unlock();
        }
    }

    private void putAsThereIsRoom(ByteBuffer more) throws InterruptedException {
        while (more.hasRemaining() && !isAbandoned) {
            int room = limit - size;
            if (room == 0) {
                tail.waits();
                changed.await();
                tail.goesOn();
            } else {
                store(more, Math.min(room, more.remaining()));
                changed.signalAll();
            }
        }
    }

    private void putUpToLimit(ByteBuffer more) {
        isTruncated |= more.remaining() > limit - size;
        if (overflow == Overflow.KEEP_LAST) {
            int kept = Math.min(more.remaining(), limit);
            remove(Math.max(0, size + kept - limit));
            first += more.remaining() - kept;
            more.position(more.limit() - kept);
        }
        store(more, Math.min(limit - size, more.remaining()));
    }

    private void store(ByteBuffer more, int length) {
        makeRoom(length);
        more.get(bytes, head + size, length);
        size += length;
    }

    /** At least half of what is moved was used up since the last move. */
    private void makeRoom(int length) {
        if (head + size + length <= bytes.length) {
            return;
        }
        byte[] place = bytes;
        if (size + length > bytes.length / 2) {
            long larger = Math.max(FIRST_SIZE, 2L * (size + length));
            place = new byte[(int) Math.min(larger, LARGEST_ARRAY)];
        }
        System.arraycopy(bytes, head, place, 0, size);
        bytes = place;
        head = 0;
    }

    private void remove(int length) {
        head += length;
        size -= length;
        first += length;
    }

    /** Says that no bytes will come any more. */
    void end() {
        lock.lock();
        try {
            hasEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that nobody wants more bytes. */
    void abandon() {
        lock.lock();
        try {
            isAbandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that there was more than is wanted, and that nobody wants more bytes. */
    void refuseMore() {
        lock.lock();
        try {
            isTruncated = true;
        } finally {
            lock.unlock();
        }
        abandon();
    }

    /**
     * Says that the programs have ended.
     *
     * @param left how many bytes that were not read yet may be theirs
     */
    void writerHasEnded(long left) {
        lock.lock();
        try {
            tail.begin(left);
        } finally {
            lock.unlock();
        }
    }

    /** How it stands with a stream whose programs have ended. */
    enum Ending {
        ENDED,
        /** Another process has it. */
        HELD,
        /** It was not read to its end, and who has it is not known. */
        UNKNOWN
    }

    /**
     * Waits for the end, at most for the grace and so long, or until nobody wants more bytes.
     *
     * @param graceNanos as {@link Tail} counts it
     * @param mostNanos how long whatever comes
     */
    Ending awaitEnd(long graceNanos, long mostNanos) throws InterruptedException {
        long deadline = System.nanoTime() + mostNanos;
        lock.lock();
        try {
            while (!hasEnded && !isAbandoned) {
                long grace = tail.left(graceNanos);
                long most = deadline - System.nanoTime();
                if (grace <= 0 || most <= 0) {
                    return tail.standsStill() ? Ending.UNKNOWN : Ending.HELD;
                }
                changed.awaitNanos(Math.min(grace, most));
            }
            if (hasEnded) {
                return Ending.ENDED;
            }
            return tail.hasMoreThanOwn() ? Ending.HELD : Ending.UNKNOWN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the pump has put all that was there to be read, of a pipe that somebody goes on
     * to fill what may be of the programs that have ended, at most so long.
     */
    void awaitDrained(BooleanSupplier hasMore, long mostNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = mostNanos;
            while (!hasEnded
                    && !isAbandoned
                    && !tail.hasAllOfOwn()
                    && left > 0
                    && hasMore.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for bytes from a place on, or the end, at most so long; tells whether there is one. */
    boolean awaitPast(long place, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (first + size <= place && !hasEnded && left > 0) {
                left = changed.awaitNanos(left);
            }
            return first + size > place || hasEnded;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was found in the stream.
     *
     * @param from the place of the first byte
     * @param bytes those from there on
     * @param isLast whether there are no more, and none will come
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(long from, byte[] bytes, boolean isLast) {}

    /** Returns so many bytes from a place on, or from the first one that was kept. */
    Found look(long place, int most) {
        lock.lock();
        try {
            int skipped = (int) Math.max(0, Math.min(size, place - first));
            int length = Math.min(most, size - skipped);
            int from = head + skipped;
            byte[] found = Arrays.copyOfRange(bytes, from, from + length);
            return new Found(first + skipped, found, hasEnded && skipped + length == size);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the place of the first byte that is kept. */
    long first() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the place after the last byte that has come and is kept. */
    long place() {
        lock.lock();
        try {
            return first + size;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what there is before a place. */
    void takeBefore(long place) {
        lock.lock();
        try {
            remove((int) Math.max(0, Math.min(size, place - first)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether more has come than was kept. */
    boolean isTruncated() {
        lock.lock();
        try {
            return isTruncated;
        } finally {
            lock.unlock();
        }
    }
}
