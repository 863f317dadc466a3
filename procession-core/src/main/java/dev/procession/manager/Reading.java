package dev.procession.manager;

import dev.procession.internal.channel.FrameChannel;
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
 */

/** Who reads the answers of a connection: one thread at a time. */
final class Reading {

    /** How long nobody has to call until the keeper reads. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What becomes of frames. */
    interface Frames {
        /**
         * Brings a frame to who waits for it.
         *
         * @return whether he could have read it himself
         */
        boolean answered(byte[] frame);

        /** Returns whether somebody waits. */
        boolean areAwaited();
    }

    private final FrameChannel channel;
    private final Frames frames;
    private final Thread keeper = Thread.currentThread();

    private final AtomicBoolean isRead = new AtomicBoolean();

    /** Times that a caller has read. */
    private volatile long turns;

    /** Whether the keeper sleeps until a caller has ended to read. */
    private volatile boolean isTurnAwaited;

    private volatile boolean hasEnded;
    private volatile @Nullable Exception broken;

    /** For the keeper, who is the calling thread. */
    Reading(FrameChannel channel, Frames frames) {
        this.channel = channel;
        this.frames = frames;
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
        return call.park(nanos);
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
            byte[] frame = channel.poll();
            while (frame != null) {
                couldRead = frames.answered(frame);
                frame = channel.poll();
            }
        } catch (IOException | RuntimeException failure) {
            broken = failure;
            hasEnded = true;
        }
        return couldRead;
    }

    // ---- the keeper --------------------------------------------------------------------------

    /**
     * Has the connection read until it ends.
     *
     * @return what has broken it, if anything has
     */
    @Nullable Exception keep() {
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
        return broken;
    }

    /** Until nobody waits any more, and the next who does can read. */
    private void readForAll() {
        boolean isNeeded = true;
        while (isNeeded && !hasEnded) {
            isNeeded = !readOnce(FrameChannel.FOR_EVER) || frames.areAwaited();
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
