package dev.procession.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny}. */
final class Invocations {

    private Invocations() {}

    static <T extends @Nullable Object> List<Future<T>> all(
            TaskExecutor pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Future<T>> futures = new ArrayList<>();
        boolean finished = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(pool.submit(task));
            }
            for (Future<T> future : futures) {
                if (!awaitEnd(future, nanos - (System.nanoTime() - start))) {
                    return futures;
                }
            }
            finished = true;
            return futures;
        } finally {
            if (!finished) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    private static boolean awaitEnd(Future<?> future, long nanos) throws InterruptedException {
        try {
            future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException ended) {
            return true;
        } catch (TimeoutException tooLate) {
            return false;
        }
    }

    static <T extends @Nullable Object> T any(
            TaskExecutor pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task: tasks=[]");
        }
        long start = System.nanoTime();
        List<CompletableFuture<T>> futures = new ArrayList<>();
        BlockingQueue<CompletableFuture<T>> ended = new LinkedBlockingQueue<>();
        try {
            for (Callable<T> task : tasks) {
                CompletableFuture<T> future = pool.submit(task);
                futures.add(future);
                future.whenComplete((value, thrown) -> ended.add(future));
            }
            return firstSuccess(futures.size(), ended, start, nanos);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static <T extends @Nullable Object> T firstSuccess(
            int count, BlockingQueue<CompletableFuture<T>> ended, long start, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException last = new ExecutionException(new IllegalStateException("no task"));
        for (int i = 0; i < count; i++) {
            long left = nanos - (System.nanoTime() - start);
            CompletableFuture<T> future = ended.poll(left, TimeUnit.NANOSECONDS);
            if (future == null) {
                throw new TimeoutException(
                        "no task has succeeded: tasks=" + count + ", ended=" + i);
            }
            try {
                return future.get();
            } catch (ExecutionException failed) {
                last = failed;
            } catch (CancellationException cancelled) {
                last = new ExecutionException(cancelled);
            }
        }
        throw last;
    }
}
