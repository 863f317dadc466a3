package dev.procession.pool;

import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Bounds how many submitted tasks wait in the backlog. */
final class WaitingRoom {

    private final Engine engine;
    private final int most;
    private final WhenFull whenFull;
    private final Semaphore places;

    WaitingRoom(Engine engine, int most, WhenFull whenFull) {
        this.engine = engine;
        this.most = most;
        this.whenFull = whenFull;
        // Fair: who has waited longest comes next.
        this.places = new Semaphore(most, true);
    }

    /** Gives a task a place, which it gives back by {@link Work#leaveRoom}. */
    void enter(Work work) {
        if (whenFull == WhenFull.BLOCK) {
            await();
        } else if (!places.tryAcquire()) {
            throw new RejectedExecutionException(
                    pool()
                            + "as many tasks wait as may: waiting="
                            + most
                            + "; raise it by PoolOptions.withMaxWaiting, or submit fewer at a time");
        }
        work.enterRoom(places);
    }

    private void await() {
        try {
            places.acquire();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CancellationException(
                    pool() + "the thread that waited for room for its task was interrupted");
        }
    }

    private String pool() {
        return "[pool " + engine.name() + "] ";
    }
}
