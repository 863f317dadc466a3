package dev.procession.manager;

import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/**
 * A barrier that lies in a manager, at which so many threads of all processes of the session wait
 * for each other.
 *
 * {@snippet :
 * ManagedBarrier allHaveRead = manager.barrier(5);
 * pool.map(part -> {
 *     read(part);
 *     allHaveRead.await();
 *     return work(part);
 * }, parts);
 * }
 *
 * <p>Each time all have come they go on, each with an index of its own, the last with 0. The
 * action, if there is one, runs before that, in the manager. The barrier breaks for all when one of
 * them is interrupted, does not wait any longer, or dies, when the action throws, or somebody says
 * {@link #abort}; until {@link #reset} it is broken for who comes, too.
 *
 * <p><b>Blocking.</b> {@link #await} waits until all have come; a virtual thread leaves its carrier
 * to others.
 *
 * <p><b>If a peer dies.</b> One that waits breaks the barrier for the others. As for the manager's
 * own end see {@link ManagedMap}.
 *
 * <p><b>Memory consistency.</b> Actions before entering the barrier <i>happen-before</i> actions
 * after it, for memory that is shared.
 *
 * @apiNote Python's {@code Manager().Barrier()}. {@code ProcessBarrier} is faster.
 * @since 0.1
 */
public final class ManagedBarrier extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient BarrierOps ops;
    private final transient int parties;

    ManagedBarrier(BarrierOps ops, int parties) {
        super(ops);
        this.ops = ops;
        this.parties = parties;
    }

    /**
     * Waits until all have come.
     *
     * @return the caller's index, from {@code parties() - 1} for who comes first to 0
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     * @throws BrokenBarrierException if it is broken, or breaks while the caller waits
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return rest(Long.MAX_VALUE);
        } catch (TimeoutException impossible) {
            throw new AssertionError("there was no time limit", impossible);
        }
    }

    /**
     * Waits until all have come, up to a time.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return the caller's index, from {@code parties() - 1} for who comes first to 0
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     * @throws BrokenBarrierException if it is broken, or breaks while the caller waits
     * @throws TimeoutException if the time was over; the barrier is broken then
     */
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return rest(Times.nanos(timeout));
    }

    private int rest(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (Thread.interrupted()) {
            ops.abort();
            throw new InterruptedException();
        }
        return ops.await(nanos);
    }

    /** Makes it whole again. Whoever waits is sent away, as by a barrier that breaks. */
    public void reset() {
        ops.reset();
    }

    /** Breaks it. */
    public void abort() {
        ops.abort();
    }

    /**
     * Tells whether it is broken.
     *
     * @return whether it is
     */
    public boolean isBroken() {
        return ops.isBroken();
    }

    /**
     * Returns for how many it is.
     *
     * @return the number it was made with
     */
    public int parties() {
        return parties;
    }

    /**
     * Returns how many wait.
     *
     * @return the number a moment ago
     */
    public int waiting() {
        return ops.waiting();
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle, parties);
    }

    private record Travelling(Serializable ops, int parties) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedBarrier((BarrierOps) ops, parties);
        }
    }
}
