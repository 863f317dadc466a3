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
 * A flag that threads of any process wait for: once it is set, all go on, and nobody waits until it
 * is cleared.
 *
 * {@snippet :
 * try (ProcessEvent ready = ProcessEvent.create();
 *         JavaProcess server = JavaProcess.start(() -> serve(ready))) {
 *     if (!ready.await(Duration.ofSeconds(10))) {
 *         throw new TimeoutException("the server does not come up");
 *     }
 * }
 * }
 *
 * <p>Who waits when it is set has seen it, even if it is cleared right after that.
 *
 * <p><b>If a peer dies.</b> One that waits leaves nothing behind. One that dies while it sets the
 * event has set it or has not; if it has, all who wait go on within a twentieth of a second.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.sync the package}.
 *
 * @apiNote Python's {@code multiprocessing.Event}. That misses an event that is cleared at once,
 *     and blocks for ever in {@code set} after a process died in {@code wait}.
 * @since 0.1
 */
public final class ProcessEvent extends Handle {

    /*
     *   8  STATE  int   how often it was set or cleared: odd while it is set
     *  12  EVENT  int   rung when it is set
     */
    private static final int KIND = 0x746e7645;
    private static final int STATE = 8;
    private static final int EVENT = 12;
    private static final int BYTES = 16;

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventWord event;

    private ProcessEvent(Block block) {
        super(block, "the event");
        this.event = new EventWord(words(), EVENT, Parking.current());
    }

    /**
     * Makes an event that is not set.
     *
     * @return the event, which lives until this process closes it
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessEvent create() {
        try {
            return new ProcessEvent(Block.create(KIND, BYTES, words -> {}));
        } catch (IOException noMemory) {
            throw new UncheckedIOException("an event could not be made", noMemory);
        }
    }

    /** Sets it; all who wait go on. If it is set, nothing happens. Never blocks. */
    public void set() {
        requireOpen();
        change(0);
        event.ring();
    }

    /** Clears it; who comes after that waits. If it is not set, nothing happens. Never blocks. */
    public void clear() {
        requireOpen();
        change(1);
    }

    private void change(int from) {
        int state = words().getInt(STATE);
        while ((state & 1) == from && !words().compareAndSetInt(STATE, state, state + 1)) {
            state = words().getInt(STATE);
        }
    }

    /**
     * Tells whether it is set.
     *
     * @return whether it was, a moment ago
     */
    public boolean isSet() {
        requireOpen();
        return (words().getInt(STATE) & 1) == 1;
    }

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public void await() throws InterruptedException {
        await(Waits.FOR_EVER);
    }

    /**
     * Waits until it is set.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether it was set; {@code false} if the time was over before
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Waits.nanos(timeout));
    }

    private boolean await(long nanos) throws InterruptedException {
        requireOpen();
        int first = words().getInt(STATE);
        return Waits.await(event, () -> isSetSince(first), nanos);
    }

    /** Who waited is told the good news even if it is closed right after that. */
    private boolean isSetSince(int first) {
        int state = words().getInt(STATE);
        if ((state & 1) == 1 || state != first) {
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
            return new ProcessEvent(attach(ref, KIND, "the event"));
        }
    }
}
