package dev.procession.manager;

import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.LostFrameException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * To wake a thread costs as much as all the rest of a call. So who waits for an answer reads the
 * connection himself, if nobody else does: then nobody is waked by the answer but by the kernel.
 *
 * The link's own thread, the keeper, reads in all other cases: while several wait, for callers on
 * virtual threads, who would keep a carrier from others, and when nobody has called for a while. It
 * steps back when an answer was the last that somebody has waited for, because the next caller can
 * read by himself then; and looks from time to time whether anybody has done so. Who ends to read
 * wakes it if there are others who wait: they are there before they find that somebody reads.
 *
 * To park a virtual thread for a time costs two wakes of the thread that schedules its end, one for
 * the beginning and one for the end. So while the keeper answers such threads it watches the time
 * for them: it has them look at it from time to time, and they park without end. It stops that
 * before it looks for the last time whether anybody waits, and they wait before they look whether
 * it does.
 */

/** Who reads the answers of a connection: one thread at a time. */
final class Reading {

    /** How long nobody has to call until the keeper reads. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What becomes of frames. */
    interface Frames {
        /** Brings a frame to the call that it answers, whose caller is to be waked then. */
        @Nullable PendingCall answered(byte[] frame);

        /** The same of one that was thrown away. */
        @Nullable PendingCall lost(LostFrameException frame) throws IOException;

        /** Returns whether somebody waits. */
        boolean areAwaited();

        /** Has all virtual threads that wait look at the time. */
        void remind();
    }

    private final FrameChannel channel;
    private final Frames frames;
    private final long watchNanos;
    private final Thread keeper = Thread.currentThread();

    /** Of who reads. */
    private final Waker waker = new Waker();

    private final AtomicBoolean isRead = new AtomicBoolean();

    /** Times that a caller has read. */
    private volatile long turns;

    /** Whether the keeper sleeps until a caller has ended to read. */
    private volatile boolean isTurnAwaited;

    /** Whether the keeper watches the time for virtual threads. */
    private volatile boolean isWatching;

    /** Of the keeper, by {@link System#nanoTime}. */
    private long lastReminder;

    private volatile boolean hasEnded;
    private volatile @Nullable Exception broken;

    /**
     * For the keeper, who is the calling thread.
     *
     * @param watchNanos how late a virtual thread may be told that its time is over
     */
    Reading(FrameChannel channel, Frames frames, long watchNanos) {
        this.channel = channel;
        this.frames = frames;
        this.watchNanos = watchNanos;
    }

    // ---- callers -----------------------------------------------------------------------------

    /**
     * Waits for an answer, but not longer than so; returns whether that was interrupted for the
     * first time.
     */
    boolean await(PendingCall call, long nanos) {
        boolean canRead = !call.isOfVirtualThread();
        if (canRead && !hasEnded && isRead.compareAndSet(false, true)) {
            try {
                readFor(call, nanos);
            } finally {
                endTurn();
            }
            return call.noteInterruption();
        }
        if (!isRead.get()) {
            look();
        }
        boolean isReminded = isWatching && !canRead;
        return isReminded ? call.park() : call.park(nanos);
    }

    private void readFor(PendingCall call, long nanos) {
        long began = System.nanoTime();
        long left = nanos;
        while (!call.isDone() && left > 0 && !hasEnded && !Thread.currentThread().isInterrupted()) {
            readOnce(left);
            left = nanos - (System.nanoTime() - began);
        }
    }

    /** Only one who is called by nobody may be next: the keeper. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only who reads writes it
    private void endTurn() {
        turns++;
        isRead.set(false);
        if (hasEnded || isTurnAwaited || frames.areAwaited()) {
            look();
        }
    }

    /** Returns whether the last to get an answer could have read it himself. */
    private boolean readOnce(long nanos) {
        boolean couldRead = false;
        try {
            if (!channel.await(nanos)) {
                hasEnded = true;
            }
            for (byte[] frame = poll(); frame != null; frame = poll()) {
                PendingCall call = frames.answered(frame);
                couldRead = call != null && !call.isOfVirtualThread();
                wake(call);
            }
        } catch (IOException | RuntimeException failure) {
            broken = failure;
            hasEnded = true;
        } catch (Error failure) {
            broken = new IOException("an answer could not be read: " + failure, failure);
            hasEnded = true;
        } finally {
            waker.wake();
        }
        return couldRead;
    }

    /** A frame that was thrown away costs nobody but its call. */
    private byte @Nullable [] poll() throws IOException {
        while (true) {
            try {
                return channel.poll();
            } catch (LostFrameException lost) {
                wake(frames.lost(lost));
            }
        }
    }

    private void wake(@Nullable PendingCall call) {
        if (call != null && call.isOfVirtualThread()) {
            isWatching = isWatching || Thread.currentThread() == keeper;
            waker.add(call.caller());
        } else if (call != null && call.caller() != Thread.currentThread()) {
            call.wake();
        }
    }

    // ---- the keeper --------------------------------------------------------------------------

    /**
     * Has the connection read until it ends.
     *
     * @return what has broken it, if anything has
     */
    @Nullable Exception keep() {
        try {
            keepUntilEnded();
            return broken;
        } finally {
            waker.end();
        }
    }

    private void keepUntilEnded() {
        long seen = turns;
        while (!hasEnded) {
            boolean isWanted = turns == seen || frames.areAwaited();
            if (isWanted && isRead.compareAndSet(false, true)) {
                readForAll();
                isRead.set(false);
            }
            seen = turns;
            pause();
        }
    }

    /** Until nobody waits any more, and the next who does can read. */
    private void readForAll() {
        boolean isNeeded = true;
        while (isNeeded && !hasEnded) {
            boolean couldRead = readOnce(isWatching ? watchNanos : FrameChannel.FOR_EVER);
            isNeeded = !couldRead || frames.areAwaited();
            watch(isNeeded);
        }
    }

    /** Goes on to watch if it is needed and somebody waits. */
    private void watch(boolean isNeeded) {
        long now = System.nanoTime();
        if (isWatching && isNeeded && now - lastReminder < watchNanos) {
            return;
        }
        lastReminder = now;
        if (isWatching) {
            isWatching = isNeeded && frames.areAwaited();
            frames.remind();
        }
    }

    private void pause() {
        isTurnAwaited = isRead.get();
        if (hasEnded) {
            return;
        }
        if (isTurnAwaited && isRead.get()) {
            LockSupport.park(this);
        } else if (!frames.areAwaited()) {
            LockSupport.parkNanos(this, TICK_NANOS);
        }
        isTurnAwaited = false;
    }

    /** Has the keeper read if nobody else does. */
    void look() {
        LockSupport.unpark(keeper);
    }

    /** Has all end to read; the channel is closed. */
    void end() {
        hasEnded = true;
        look();
    }
}
