package dev.procession.pool;

import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The futures of a pool whose outcome is known and whose completion is on its way: each is
 * completed in a thread of its own, since that may run code of users, namely the decoding of a
 * result and callbacks.
 *
 * <p>These are virtual threads, which cost little. But a callback that computes without end keeps
 * its carrier, and as many of them as there are processors would keep all others from beginning.
 * The pool's watch therefore looks whether one waits in vain, and has such be run by a platform
 * thread; if that gets stuck, too, by another.
 */
final class Completions {

    /** One that has not begun after this time may never get a carrier. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long VERY_LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pool;
    private final Set<Completion> running = ConcurrentHashMap.newKeySet();

    /** In the order of their arrival; those that have begun are dropped by and by. */
    private final Queue<Completion> arrived = new ConcurrentLinkedQueue<>();

    Completions(String pool) {
        this.pool = pool;
    }

    /** Completes a future by an action. Called before the future's task is counted out. */
    void start(CompletableFuture<?> future, Runnable action) {
        Completion completion = new Completion(future, action);
        running.add(completion);
        arrived.add(completion);
        completion.startThread();
    }

    /** Tells whether all that arrived have begun. */
    boolean haveBegun() {
        return oldestNotBegun() == null;
    }

    /** Helps those that got no thread so far; called by the pool's watch now and then. */
    void help() {
        Completion oldest = oldestNotBegun();
        if (oldest != null && oldest.isLate()) {
            try {
                daemon(this::runLate, "procession-" + pool + "-completion");
            } catch (IOException noThread) {
                // The next look may find one; if none does, the callers' own code runs on the
                // watch.
                if (oldest.isVeryLate()) {
                    runLate();
                }
            }
        }
    }

    private @Nullable Completion oldestNotBegun() {
        Completion oldest = arrived.peek();
        while (oldest != null && oldest.hasBegun()) {
            arrived.remove(oldest);
            oldest = arrived.peek();
        }
        return oldest;
    }

    private void runLate() {
        Completion late = arrived.poll();
        while (late != null) {
            late.run();
            late = arrived.poll();
        }
    }

    /**
     * Waits until all futures are done. Callbacks may run on: they may themselves wait for the end
     * of the pool.
     */
    void await() throws InterruptedException {
        // Nobody else helps those any more that have not begun.
        if (!haveBegun()) {
            try {
                daemon(this::runLate, "procession-" + pool + "-completion");
            } catch (IOException noThread) {
                runLate();
            }
        }
        for (Completion completion : running) {
            completion.await(Long.MAX_VALUE);
        }
    }

    /**
     * Sees to it that all futures that are on their way now are done after the grace: by then what
     * decodes their results is interrupted, and they are cancelled.
     */
    void hurry(Duration grace) {
        if (!running.isEmpty()) {
            try {
                daemon(() -> cancelAfter(grace), "procession-" + pool + "-hurry");
            } catch (IOException noThread) {
                // Whoever is not done by now is cancelled now, rather than not at all.
                cancelAfter(Duration.ZERO);
            }
        }
    }

    private void cancelAfter(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            for (Completion completion : running) {
                if (!completion.await(deadline - System.nanoTime())) {
                    completion.cancel();
                }
            }
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work, String name) throws IOException {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        Shortage.start(thread);
    }

    private final class Completion {
        private final CompletableFuture<?> future;
        private final Runnable action;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final long arrival = System.nanoTime();

        /** Under its own lock: nobody is interrupted who has gone on to something else. */
        private @Nullable Thread runner;

        private boolean isInterrupted;

        Completion(CompletableFuture<?> future, Runnable action) {
            this.future = future;
            this.action = action;
        }

        void startThread() {
            try {
                Thread.ofVirtual().start(this::run);
            } catch (OutOfMemoryError noThread) {
                // The watch finds it among those that have not begun.
                System.getLogger("dev.procession")
                        .log(
                                System.Logger.Level.WARNING,
                                "[pool " + pool + "] a future is completed late",
                                noThread);
            }
        }

        boolean hasBegun() {
            return begun.get();
        }

        boolean isLate() {
            return System.nanoTime() - arrival > LATE_NANOS;
        }

        boolean isVeryLate() {
            return System.nanoTime() - arrival > VERY_LATE_NANOS;
        }

        void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            enter();
            try {
                action.run();
            } catch (Throwable failure) {
                // It must not stay without an outcome.
                future.completeExceptionally(failure);
            } finally {
                leave();
                running.remove(this);
            }
        }

        private synchronized void enter() {
            runner = Thread.currentThread();
        }

        private synchronized void leave() {
            runner = null;
            if (isInterrupted) {
                // Meant for the action: the thread may be that of somebody who closes the pool.
                Thread.interrupted();
            }
        }

        private synchronized void interrupt() {
            Thread stuck = runner;
            if (stuck != null) {
                isInterrupted = true;
                stuck.interrupt();
            }
        }

        /** Waits until the future is done; tells whether it is. */
        boolean await(long nanos) throws InterruptedException {
            try {
                future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stuck) {
                return false;
            } catch (ExecutionException | CancellationException done) {
                return true;
            }
            return true;
        }

        void cancel() {
            future.completeExceptionally(
                    new CancellationException(
                            "[pool "
                                    + pool
                                    + "] its result was still being decoded at the end of"
                                    + " shutdownNow's grace"));
            interrupt();
        }
    }
}
