package dev.procession.pool;

import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map} on a thread of its own, which counts as one task until its future is done: the end
 * of the pool waits for that and not for the thread, which a source may hold up for ever.
 */
final class AsyncMap<R extends @Nullable Object> extends CompletableFuture<List<R>> {

    /** The pool that it belongs to. */
    interface Home {
        /** The pool's name. */
        String name();

        /** Counts a task in, or throws. */
        void accept();

        /** Counts a task out. */
        void ended();

        Completions completions();

        /** Tells whether everything is cancelled that has no outcome. */
        boolean isStopped();

        /** Takes note of a map that must end when the pool is stopped, whatever its source does. */
        void began(AsyncMap<?> map);

        void left(AsyncMap<?> map);
    }

    private final Home home;
    private final Thread thread;
    private final AtomicBoolean isCounted = new AtomicBoolean(true);

    private AsyncMap(Home home, Callable<List<R>> map) {
        this.home = home;
        this.thread =
                new Thread(null, () -> run(map), "procession-" + home.name() + "-map", 0, false);
        thread.setDaemon(true);
        whenComplete((value, thrown) -> left());
    }

    /** Begins. */
    static <R extends @Nullable Object> AsyncMap<R> start(Home home, Callable<List<R>> map) {
        home.accept();
        AsyncMap<R> future = new AsyncMap<>(home, map);
        home.began(future);
        try {
            Shortage.start(future.thread);
        } catch (IOException noThread) {
            future.countOut();
            throw new RejectedExecutionException(
                    "[pool " + home.name() + "] there is no thread for mapAsync", noThread);
        }
        return future;
    }

    private void run(Callable<List<R>> map) {
        try {
            List<R> results = map.call();
            end(() -> complete(results));
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            end(() -> completeExceptionally(cause == null ? failed : cause));
        } catch (RejectedExecutionException refused) {
            // It was accepted: if the pool was stopped since, who did that says how it ends.
            if (!home.isStopped()) {
                end(() -> completeExceptionally(refused));
            }
        } catch (Throwable thrown) {
            // What the source has thrown, or the pool.
            end(() -> completeExceptionally(thrown));
        }
    }

    /** Ends it although its thread goes on; callbacks must not hold up who calls this. */
    void stop(Throwable cause) {
        end(() -> completeExceptionally(cause));
    }

    /** Not counted any more when callbacks begin: one of them may wait for the end of the pool. */
    private void end(Runnable completion) {
        home.completions().start(this, completion);
        countOut();
    }

    private void left() {
        countOut();
        thread.interrupt();
    }

    private void countOut() {
        if (isCounted.compareAndSet(true, false)) {
            home.left(this);
            home.ended();
        }
    }

    String describe() {
        return "a mapAsync";
    }
}
