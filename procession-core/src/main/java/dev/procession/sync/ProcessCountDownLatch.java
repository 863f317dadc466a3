package dev.procession.sync;

import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * A number that threads of any process count down, and others wait for to be zero, once.
 *
 * {@snippet :
 * try (ProcessCountDownLatch loaded = ProcessCountDownLatch.create(4)) {
 *     for (int part = 0; part < 4; part++) {
 *         JavaProcess.start(
 *                 number -> {
 *                     Part mine = load(number);
 *                     loaded.countDown();
 *                     serve(mine);
 *                 },
 *                 part);
 *     }
 *     loaded.await();
 * }
 * }
 *
 * <p>It cannot be set back; see {@link ProcessBarrier} for what happens again and again.
 *
 * <p><b>Blocking.</b> {@code await} waits in the kernel; virtual threads wait without their
 * carrier. {@code countDown} never blocks.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.sync the package}.
 *
 * <p><b>If a peer dies.</b> One that waits leaves nothing behind. One that dies while it counts
 * down has done so or has not; if that was the last time, all who wait go on within a twentieth of
 * a second. Nobody counts down for one that died before: where that can happen, wait for some time
 * only, and look how it is with the others.
 *
 * @apiNote Python has no counterpart; a {@code Semaphore} of 0, acquired as often as there are
 *     parties, comes close
 * @see java.util.concurrent.CountDownLatch
 * @since 0.1
 */
public final class ProcessCountDownLatch extends Handle {

    /*
     *   8  COUNT  int   how often it is still to be counted down; changed by compare-and-set alone
     *  12  EVENT  int   rung when it is 0
     */
    private static final int KIND = 0x6374614c;
    private static final int COUNT = 8;
    private static final int EVENT = 12;
    private static final int BYTES = 16;

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventWord event;

    private ProcessCountDownLatch(Block block) {
        super(block, "the latch");
        this.event = new EventWord(words(), EVENT, Parking.current());
    }

    /**
     * Makes a latch.
     *
     * @param count how often it is to be counted down, 0 or more; with 0 nobody ever waits
     * @return the latch, which lives until this process closes it
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessCountDownLatch create(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "a latch counts down from 0 or more: count=" + count);
        }
        try {
            return new ProcessCountDownLatch(
                    Block.create(KIND, BYTES, words -> words.setInt(COUNT, count)));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a latch could not be made", noMemory);
        }
    }

    /**
     * Counts down by one; when that makes zero, all who wait go on. At zero nothing happens. Never
     * blocks.
     *
     * @throws IllegalStateException if it was closed
     */
    public void countDown() {
        requireOpen();
        int count = words().getInt(COUNT);
        while (count > 0 && !words().compareAndSetInt(COUNT, count, count - 1)) {
            count = words().getInt(COUNT);
        }
        if (count == 1) {
            event.ring();
        }
    }

    /**
     * Tells how often it is still to be counted down.
     *
     * @return how often that was, a moment ago
     * @throws IllegalStateException if it was closed
     */
    public int count() {
        requireOpen();
        return words().getInt(COUNT);
    }

    /**
     * Waits until it was counted down to zero.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void await() throws InterruptedException {
        requireOpen();
        Waits.await(event, this::isDown, Waits.FOR_EVER);
    }

    /**
     * Waits until it was counted down to zero.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether it was; {@code false} if the time was over before
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public boolean await(Duration timeout) throws InterruptedException {
        requireOpen();
        return Waits.await(event, this::isDown, Waits.nanos(timeout));
    }

    /** Who waited is told the good news even if it is closed right after that. */
    private boolean isDown() {
        if (words().getInt(COUNT) == 0) {
            return true;
        }
        requireOpen();
        return false;
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; who
     * waits gets an {@code IllegalStateException}. Otherwise this does nothing. Idempotent.
     */
    @Override
    public void close() {
        super.close();
        event.ring();
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref());
    }

    private record Travelling(BlockRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessCountDownLatch(attach(ref, KIND, "the latch"));
        }
    }
}
