package dev.procession.pool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The futures of a pool whose outcome is known and whose completion is on its way: each is
 * completed in a thread of its own, since that may run code of users, namely the decoding of a
 * result and callbacks.
 */
final class Completions {

    /** The thread goes on with callbacks once its future is done: nothing wakes the waiter then. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Set<Completion> running = ConcurrentHashMap.newKeySet();

    /** Completes a future by an action. Called before the future's task is counted out. */
    void start(CompletableFuture<?> future, Runnable action) {
        Completion completion = new Completion(future, action);
        running.add(completion);
        completion.thread.start();
    }

    /**
     * Waits until all futures are done. Callbacks may run on: they may themselves wait for the end
     * of the pool.
     */
    void await() throws InterruptedException {
        for (Completion completion : running) {
            completion.await();
        }
    }

    private final class Completion {
        private final CompletableFuture<?> future;
        private final Runnable action;
        private final Thread thread = Thread.ofVirtual().unstarted(this::run);

        Completion(CompletableFuture<?> future, Runnable action) {
            this.future = future;
            this.action = action;
        }

        private void run() {
            try {
                action.run();
            } finally {
                running.remove(this);
            }
        }

        void await() throws InterruptedException {
            boolean hasEnded = false;
            while (!future.isDone() && !hasEnded) {
                hasEnded = thread.join(LOOK_AGAIN);
            }
        }
    }
}
