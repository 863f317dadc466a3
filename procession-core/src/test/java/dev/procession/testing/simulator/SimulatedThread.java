package dev.procession.testing.simulator;

import dev.procession.internal.shared.Words;
import org.jspecify.annotations.Nullable;

/** A thread of a simulated process. */
final class SimulatedThread {

    final String name;
    final SimulatedProcess process;
    private final Coroutine coroutine;

    /** Where it sleeps, as the kernel knows it; null: it does not. */
    @Nullable Words words;

    long offset;

    /** When it is woken in any case, by the simulation's clock. */
    double end;

    /** Whether less than a slice was asked for. */
    boolean isBrief;

    boolean isInterrupted;

    /** Whether an interruption is something that it expects now. */
    boolean isInterruptible;

    SimulatedThread(String name, SimulatedProcess process, Runnable body) {
        this.name = name;
        this.process = process;
        this.coroutine = new Coroutine(body);
    }

    boolean isAsleep() {
        return words != null;
    }

    boolean sleepsAt(Words where, long at) {
        return words != null && offset == at && words.memory().equals(where.memory());
    }

    /** Goes on until its next step; tells whether there is one. */
    boolean resume() throws Throwable {
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            coroutine.run();
        } finally {
            isInterrupted = Thread.interrupted();
        }
        return !coroutine.isDone();
    }

    @Override
    public String toString() {
        return name;
    }
}
