package dev.procession.manager;

import dev.procession.internal.util.Times;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;

/**
 * A flag that lies in a manager, and that threads of all processes of the session set and wait for.
 *
 * {@snippet :
 * ManagedEvent ready = manager.event();
 * try (var p = JavaProcess.start(ready::set)) {
 *     ready.await();
 * }
 * }
 *
 * <p><b>Blocking.</b> {@link #await} waits until the flag is set; a virtual thread leaves its
 * carrier to others. All who wait when it is set go on, even if it is cleared at once.
 *
 * <p><b>If a peer dies.</b> One that waits takes nothing with it. As for the manager's own end see
 * {@link ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @apiNote Python's {@code Manager().Event()}. {@code ProcessEvent} is faster.
 * @since 0.1
 */
public final class ManagedEvent extends ManagedHandle {

    @Serial private static final long serialVersionUID = 1L;

    private final transient EventOps ops;

    ManagedEvent(EventOps ops) {
        super(ops);
        this.ops = ops;
    }

    /**
     * Tells whether it is set.
     *
     * @return whether it is
     */
    public boolean isSet() {
        return ops.isSet();
    }

    /** Sets it: all who wait go on. */
    public void set() {
        ops.set();
    }

    /** Clears it: who comes from now on waits. */
    public void clear() {
        ops.clear();
    }

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void await() throws InterruptedException {
        rest(Long.MAX_VALUE);
    }

    /**
     * Waits until it is set, up to a time.
     *
     * @param timeout how long at most; zero or less does not wait
     * @return whether it was set
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return rest(Times.nanos(timeout));
    }

    private boolean rest(long nanos) throws InterruptedException {
        ManagedWaits.requireUninterrupted();
        return ops.isSet() || (nanos > 0 && ops.await(nanos));
    }

    @Override
    Object travelling(Serializable handle) {
        return new Travelling(handle);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        private Object readResolve() {
            return new ManagedEvent((EventOps) ops);
        }
    }
}
