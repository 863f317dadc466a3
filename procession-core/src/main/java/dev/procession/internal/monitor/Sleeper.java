package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread that sleeps on a shared word, or whoever else wants to be told of it. */
final class Sleeper {

    /** They are woken together whose time is over at about the same time. */
    private static final long GRAIN_NANOS = 4_000_000;

    private enum State {
        ASLEEP,
        WOKEN,
        LEFT
    }

    private final Thread thread = Thread.currentThread();
    private final @Nullable Runnable wake;
    private final Words words;
    private final long offset;
    private final int expected;
    private final long end;
    private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);

    Sleeper(Words words, long offset, int expected, long nanos) {
        this(words, offset, expected, nanos, null);
    }

    /** As the other, of one that does not {@link #await}. */
    Sleeper(Words words, long offset, int expected, long nanos, @Nullable Runnable wake) {
        this.wake = wake;
        this.words = words;
        this.offset = offset;
        this.expected = expected;
        long exact = System.nanoTime() + nanos;
        this.end = nanos < GRAIN_NANOS ? exact : exact - exact % GRAIN_NANOS;
    }

    long address() {
        return words.address(offset);
    }

    int expected() {
        return expected;
    }

    /** When it has slept long enough. */
    long end() {
        return end;
    }

    /** Tells whether there is no reason to sleep any more. */
    boolean isDue(long now) {
        return state.get() != State.ASLEEP || now - end >= 0 || hasChanged();
    }

    private boolean hasChanged() {
        try {
            return words.getInt(offset) != expected;
        } catch (IllegalStateException unmapped) {
            // Whoever waits for it finds that out himself.
            return true;
        }
    }

    /** Wakes it; {@code false} if it had left. */
    boolean wake() {
        boolean isFirst = state.compareAndSet(State.ASLEEP, State.WOKEN);
        if (isFirst) {
            if (wake == null) {
                LockSupport.unpark(thread);
            } else {
                wake.run();
            }
        }
        return isFirst;
    }

    /** Gives up; tells whether nobody had woken it. */
    boolean leave() {
        return state.compareAndSet(State.ASLEEP, State.LEFT);
    }

    /** Sleeps; called by the thread itself. */
    void await() {
        while (state.get() == State.ASLEEP) {
            LockSupport.park(this);
            if (thread.isInterrupted()) {
                state.compareAndSet(State.ASLEEP, State.LEFT);
            }
        }
    }
}
