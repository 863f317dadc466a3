package dev.procession.sync;

import dev.procession.TaskAction;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.BlockRef;
import dev.procession.internal.shared.Handle;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A place where threads of any process wait until a number of them have come, and then go on
 * together; again and again.
 *
 * {@snippet :
 * try (ProcessBarrier together = ProcessBarrier.create(4);
 *         ProcessPool pool = ProcessPool.of(4)) {
 *     pool.map(
 *             part -> {
 *                 for (int step = 0; step < steps; step++) {
 *                     compute(part, step);
 *                     together.await();
 *                 }
 *                 return result(part);
 *             },
 *             List.of(0, 1, 2, 3));
 * }
 * }
 *
 * <p>All who have come go on or none: where one of them gives up waiting, since its time is over or
 * it is interrupted, or calls {@link #abort}, the barrier is <i>broken</i>. All who wait, and all
 * who come later, get a {@link BrokenBarrierException} that says what has happened and in which
 * process, until somebody calls {@link #reset}.
 *
 * <p>There may be more threads than parties; some then wait for the next time. A pool needs as many
 * workers as there are parties among its tasks.
 *
 * <p>Its action, if it has one, is run each time by the thread that comes last, in its process,
 * before anybody goes on. It travels with the barrier: what it captures is copied, shared objects
 * are not. Unlike that of a {@code CyclicBarrier} it keeps nobody from breaking the barrier: who
 * gives up while it runs does so for all.
 *
 * <p><b>Blocking.</b> {@code await} waits in the kernel; virtual threads wait without their
 * carrier. The other methods wait at most for a few instructions of another thread.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.sync the package}. What the action
 * does comes in between.
 *
 * <p><b>If a peer dies.</b> Of one that waits, or runs the action, those who wait with it learn
 * within a tenth of a second, and the last one to come at once: the barrier is broken, and the
 * message names the process that died. Dying within any other method does no harm: it has had its
 * effect or has not. Nobody knows of a process that it was going to come: where one can die before
 * that, wait with a timeout.
 *
 * @apiNote Python's {@code multiprocessing.Barrier}, which waits for ever for a process that died
 *     while it waited. Its timeout for all waits is not there: each wait has its own.
 * @see java.util.concurrent.CyclicBarrier
 * @since 0.1
 */
public final class ProcessBarrier extends Handle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient BarrierState state;
    private final transient @Nullable TaskAction action;

    private ProcessBarrier(Block block, @Nullable TaskAction action) {
        super(block, "the barrier");
        this.state = new BarrierState(words(), Peers.current());
        this.action = action;
    }

    /**
     * Makes a barrier.
     *
     * @param parties how many threads go on together, 1 to 32767
     * @return the barrier, which lives until this process closes it
     * @throws IllegalArgumentException if {@code parties} is out of range
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessBarrier create(int parties) {
        return make(parties, null);
    }

    /**
     * Makes a barrier with an action.
     *
     * @param parties how many threads go on together, 1 to 32767
     * @param action run by the last one to come each time, before they go on
     * @return the barrier, which lives until this process closes it
     * @throws IllegalArgumentException if {@code parties} is out of range
     * @throws UncheckedIOException if there is no shared memory
     */
    public static ProcessBarrier create(int parties, TaskAction action) {
        return make(parties, action);
    }

    private static ProcessBarrier make(int parties, @Nullable TaskAction action) {
        if (parties < 1 || parties > BarrierWord.MOST_PARTIES) {
            throw new IllegalArgumentException(
                    "a barrier is for 1 to "
                            + BarrierWord.MOST_PARTIES
                            + " parties: parties="
                            + parties);
        }
        try {
            Block block =
                    Block.create(
                            BarrierState.KIND,
                            BarrierState.bytes(parties),
                            BarrierState.setup(parties));
            return new ProcessBarrier(block, action);
        } catch (IOException noMemory) {
            throw new UncheckedIOException("a barrier could not be made", noMemory);
        }
    }

    /**
     * Waits until all have come.
     *
     * <p>If the action throws, the barrier is broken, and what it throws comes out of the {@code
     * await} of the thread that runs it: as the cause of a {@code BrokenBarrierException} where it
     * is a checked exception other than {@code InterruptedException}.
     *
     * @return which of those who go on together this thread is: {@code parties() - 1} for the first
     *     one to come, 0 for the last
     * @throws InterruptedException if the thread is interrupted; then the barrier is broken
     * @throws BrokenBarrierException if the barrier is broken, or is broken or reset meanwhile
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Waits.FOR_EVER);
        } catch (TimeoutException impossible) {
            throw new AssertionError("it had no end", impossible);
        }
    }

    /**
     * Waits some time until all have come. See {@link #await()}.
     *
     * @param timeout how long at most; with zero or less only the last one to come does not break
     *     the barrier
     * @return which of those who go on together this thread is: {@code parties() - 1} for the first
     *     one to come, 0 for the last
     * @throws InterruptedException if the thread is interrupted; then the barrier is broken
     * @throws BrokenBarrierException if the barrier is broken, or is broken or reset meanwhile
     * @throws TimeoutException if the time was over before; then the barrier is broken
     * @throws IllegalStateException if it was closed, perhaps meanwhile
     */
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Waits.nanos(timeout));
    }

    private int await(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        requireOpen();
        refuseInterrupted();
        long began = System.nanoTime();
        while (true) {
            BarrierState.Place place = state.arrive(action != null);
            boolean isLast = place.number() == parties() - 1;
            if (isLast && action != null && state.fate(place) == BarrierState.Fate.WAITS) {
                act(action, place);
            } else {
                boolean isEndless = nanos == Waits.FOR_EVER;
                await(place, isEndless ? nanos : nanos - (System.nanoTime() - began));
            }
            requireWentOn(place);
            if (place.number() < parties()) {
                return parties() - 1 - place.number();
            }
        }
    }

    /** Who waited is told the good news even if it is closed right after that. */
    private void requireWentOn(BarrierState.Place place) throws BrokenBarrierException {
        if (state.fate(place) != BarrierState.Fate.WENT_ON) {
            requireOpen();
            throw state.failure(place);
        }
    }

    /** One who comes interrupted breaks the barrier even if nobody has to wait any more. */
    private void refuseInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted() && !isBroken()) {
            state.breakNow("was interrupted when it came");
            Thread.interrupted();
            throw new InterruptedException();
        }
    }

    /** Waits for the end of a generation, or breaks the barrier. */
    private void await(BarrierState.Place place, long nanos)
            throws InterruptedException, TimeoutException {
        boolean isOver;
        try {
            isOver =
                    Waits.await(
                            state.event(), () -> isOver(place), () -> state.watch(place), nanos);
        } catch (InterruptedException interruption) {
            if (state.giveUp(place, "was interrupted while it waited") == BarrierState.Fate.WAITS) {
                throw interruption;
            }
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException | Error failure) {
            // It has come, and will not go on.
            state.giveUp(place, "failed while it waited: " + failure.getClass().getName());
            throw failure;
        }
        int arrived = state.word().arrived();
        if (!isOver && state.giveUp(place, "did not wait any longer") == BarrierState.Fate.WAITS) {
            throw new TimeoutException(
                    "not all came to the barrier in time: parties="
                            + parties()
                            + ", arrived="
                            + arrived);
        }
    }

    private boolean isOver(BarrierState.Place place) {
        if (state.fate(place) != BarrierState.Fate.WAITS) {
            return true;
        }
        requireOpen();
        return false;
    }

    private void act(TaskAction action, BarrierState.Place last)
            throws InterruptedException, BrokenBarrierException {
        try {
            run(action, last);
        } catch (InterruptedException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            BrokenBarrierException broken = state.failure(last);
            broken.initCause(failure);
            throw broken;
        }
        state.finish(last);
    }

    private void run(TaskAction action, BarrierState.Place last) throws Exception {
        try {
            action.run();
        } catch (Throwable failure) {
            // Its message is the user's code, too.
            state.giveUp(last, "ran the action, which threw " + failure.getClass().getName());
            throw failure;
        }
    }

    /**
     * Makes it as new. Those who wait get a {@code BrokenBarrierException}; if nobody does, and it
     * is not broken, nothing happens.
     *
     * @throws IllegalStateException if it was closed
     */
    public void reset() {
        requireOpen();
        state.reset();
    }

    /**
     * Breaks it: who waits, and who comes before it is reset, gets a {@code
     * BrokenBarrierException}. If it is broken, nothing happens.
     *
     * @throws IllegalStateException if it was closed
     */
    public void abort() {
        requireOpen();
        state.breakNow("called abort()");
    }

    /**
     * Tells whether it is broken.
     *
     * @return whether it was, a moment ago
     * @throws IllegalStateException if it was closed
     */
    public boolean isBroken() {
        requireOpen();
        return state.word().isBroken();
    }

    /**
     * Tells how many go on together.
     *
     * @return how many
     */
    public int parties() {
        return state.parties();
    }

    /**
     * Tells how many wait, for messages and tests.
     *
     * @return how many did, a moment ago; without the one that runs the action
     * @throws IllegalStateException if it was closed
     */
    public int waiting() {
        requireOpen();
        return Math.min(state.word().arrived(), parties() - 1);
    }

    /**
     * Ends it for all processes if this one has made it, or if the process that did has ended; who
     * waits gets an {@code IllegalStateException}. Otherwise this does nothing. Idempotent.
     */
    @Override
    public void close() {
        super.close();
        state.event().ring();
    }

    @Override
    protected Object travelling() {
        return new Travelling(ref(), action);
    }

    private record Travelling(BlockRef ref, @Nullable TaskAction action) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ProcessBarrier(attach(ref, BarrierState.KIND, "the barrier"), action);
        }
    }
}
