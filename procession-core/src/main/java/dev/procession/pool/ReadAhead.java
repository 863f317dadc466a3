package dev.procession.pool;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A thread of its own pulls the inputs, so that a source that blocks holds up nothing but the inputs
 * that it does not have.
 *
 *   source ──► the reader ──► ring (4 to 256) ──► look, take: the consumer, without blocking
 *                  ▲                                   │
 *                  └────────── call: half was taken ───┘
 *
 * The ring has one writer and one reader, so neither needs a lock on the usual way. They meet at the
 * lock when one has to wait for the other: the reader when the ring is full, the consumer when it is
 * empty. The consumer does not wait here: it may say that it is hungry, looks once more, and then waits
 * for outcomes and inputs at once; the reader, having put an input, looks whether somebody is hungry.
 * Both write before they look, so one of them sees the other.
 *
 * How far the reader is ahead depends on how fast inputs are taken: where tasks are long, four are
 * enough, and more would only be hoarded. The bound doubles when the consumer finds the ring empty while
 * the reader, having been out of room, is not back yet: only then was the change of threads too slow.
 *
 * A reader that was out of room for a second ends, and the next take starts another one: a stream that
 * nobody takes from any more, and nobody closes, keeps no thread.
 */
final class ReadAhead<A extends @Nullable Object> implements Supply<A>, Runnable {

    /** Most inputs that are pulled and not taken. */
    static final int MOST = 256;

    private static final int FIRST = 4;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a reader that is about to end; one that blocks in its source is not waited for. */
    private static final Duration LAST_WORD = Duration.ofMillis(50);

    private enum Reader {
        /** It was not started, or it has ended for want of room. */
        NONE,
        PULLING,
        OUT_OF_ROOM,
        /** There is room again; it has not noticed yet. */
        CALLED,
        /** As {@link #CALLED}; the consumer has found the ring empty meanwhile. */
        MISSED
    }

    private final String threadName;
    private final Iterator<? extends A> source;
    private final Listener listener;
    private final @Nullable Object[] ring = new Object[MOST];
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private volatile int bound = FIRST;
    private volatile boolean hungry;
    private volatile boolean ended;
    private volatile boolean closed;

    /** Written under the lock. */
    private volatile Reader reader = Reader.NONE;

    /** Under the lock. */
    private @Nullable Thread thread;

    /** Written before {@link #ended}. */
    private @Nullable Throwable failure;

    /**
     * Prepares it; nothing is pulled before the first {@link #look}.
     *
     * @param pool the pool's name
     * @param source pulled by the reader alone
     * @param listener told by the reader
     */
    ReadAhead(String pool, Iterator<? extends A> source, Listener listener) {
        this.threadName = "procession-" + pool + "-source";
        this.source = source;
        this.listener = listener;
    }

    // ---- the consumer ------------------------------------------------------------------------

    @Override
    public Look look() {
        // Before the look at the ring: what was put before the end must be seen.
        boolean isEnd = ended;
        if (isAtHand()) {
            return Look.INPUT;
        }
        if (isEnd) {
            return end();
        }
        call(true);
        return Look.NOTHING_YET;
    }

    @Override
    public boolean listen() {
        hungry = true;
        if (isAtHand() || ended) {
            hungry = false;
            return false;
        }
        return true;
    }

    private Look end() {
        if (failure != null) {
            throw Batch.<RuntimeException>raised(failure);
        }
        return Look.END;
    }

    private boolean isAtHand() {
        return taken.getPlain() < put.get();
    }

    @Override
    public A take() {
        long number = taken.getPlain();
        A input = Batch.cast(ring[slot(number)]);
        ring[slot(number)] = null;
        taken.setRelease(number + 1);
        if (reader == Reader.OUT_OF_ROOM || reader == Reader.NONE) {
            // Not for each one: half of them is worth the change of threads.
            if (put.get() - number - 1 <= bound / 2) {
                call(false);
            }
        }
        return input;
    }

    private static int slot(long number) {
        return (int) (number & MOST - 1);
    }

    /** Has the reader go on. */
    private void call(boolean isMissed) {
        lock.lock();
        try {
            if (isMissed && isAtHand()) {
                // It has put something since we looked.
                return;
            }
            switch (reader) {
                case NONE -> start();
                case OUT_OF_ROOM, CALLED -> {
                    if (isMissed) {
                        bound = Math.min(MOST, 2 * bound);
                    }
                    reader = isMissed ? Reader.MISSED : Reader.CALLED;
                    room.signal();
                }
                case PULLING, MISSED -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        if (closed || ended) {
            return;
        }
        // The source is the user's code: it finds the class loader of whoever takes the outcomes.
        Thread started = new Thread(null, this, threadName, 0, true);
        started.setDaemon(true);
        started.start();
        thread = started;
        reader = Reader.PULLING;
    }

    @Override
    public int mostAhead() {
        return MOST;
    }

    /** Interrupts the reader. If it blocks all the same, what it pulls then is the last. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
            awaitLastWord(running);
        }
    }

    /** So that a source that reacts is not used any more when its stream is closed. */
    private static void awaitLastWord(Thread running) {
        try {
            running.join(LAST_WORD);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the reader --------------------------------------------------------------------------

    @Override
    public void run() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = (hasRoom() || awaitRoom()) && !closed && pull();
        }
    }

    /** Pulls one input; {@code false} at the end. */
    private boolean pull() {
        try {
            if (!source.hasNext()) {
                end(null);
                return false;
            }
            if (!closed) {
                put(source.next());
            }
            return true;
        } catch (Throwable thrown) {
            // If this is closed, that is how the source took it, and nobody looks any more.
            end(thrown);
            return false;
        }
    }

    private void put(A input) {
        long number = put.getPlain();
        ring[slot(number)] = input;
        put.set(number + 1);
        if (hungry && listener.isWanted()) {
            hungry = false;
            listener.progress();
        }
    }

    private void end(@Nullable Throwable thrown) {
        failure = thrown;
        ended = true;
        listener.progress();
    }

    private boolean hasRoom() {
        return put.getPlain() - taken.getAcquire() < bound;
    }

    /** Waits for room; {@code false} if there was none for long, or will not be needed. */
    private boolean awaitRoom() {
        lock.lock();
        try {
            awaitCall();
            boolean goesOn = hasRoom() && !closed;
            reader = goesOn ? Reader.PULLING : Reader.NONE;
            return goesOn;
        } finally {
            lock.unlock();
        }
    }

    private void awaitCall() {
        long left = IDLE_NANOS;
        while (!hasRoom() && !closed && left > 0) {
            // Each time: else who has called in vain would not call again.
            reader = Reader.OUT_OF_ROOM;
            try {
                left = room.awaitNanos(left);
            } catch (InterruptedException closedOrBySource) {
                // Which of them is seen above; a source may interrupt its thread as it likes.
            }
        }
    }
}
