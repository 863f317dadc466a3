package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A virtual thread that sleeps on a shared word. */
final class Sleeper {

    /** They are woken together whose time is over at about the same time. */
    private static final long GRAIN_NANOS = 4_000_000;

    private enum State {
        ASLEEP,
        WOKEN,
        LEFT
    }

    private final Thread thread = Thread.currentThread();
    private final Words words;
    private final long offset;
    private final int expected;
    private final long end;
    private final AtomicReference<State> state = new AtomicReference<>(State.ASLEEP);

    Sleeper(Words words, long offset, int expected, long nanos) {
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
            LockSupport.unpark(thread);
        }
        return isFirst;
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
