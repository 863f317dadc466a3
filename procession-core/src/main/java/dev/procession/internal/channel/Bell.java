package dev.procession.internal.channel;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Wakes one sleeping thread, across processes. A ring is remembered until somebody waits; a wait
 * may also end without a ring, so the sleeper looks again at what it waits for.
 *
 * <p>The protocol around it (see {@link ParentLane} and {@link WorkerLane}): the sleeper sets its
 * sleep word, then looks again at everything it waits for, then waits. The waker publishes, then
 * looks at the sleep word, and rings only if it is the one who cleared it.
 */
public sealed interface Bell extends AutoCloseable permits FifoBell, PollingBell {

    /**
     * Wakes the sleeper, now or at its next wait.
     *
     * @throws IOException if the bell is broken
     */
    void ring() throws IOException;

    /**
     * Waits for a ring. Not interruptible.
     *
     * @param isAsleep whether the sleep word still says that nobody rang; asked only by the
     *     portable form
     * @throws IOException if the bell is broken
     */
    void await(BooleanSupplier isAsleep) throws IOException;

    /** Releases the bell. Nobody may be waiting. */
    @Override
    void close() throws IOException;
}
