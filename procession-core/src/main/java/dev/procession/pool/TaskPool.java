package dev.procession.pool;

import dev.procession.TaskCallable;
import dev.procession.TaskRunnable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExecutorService} that also applies functions to many inputs: what a program is written
 * against that does not care where its tasks run.
 *
 * {@snippet :
 * TaskPool pool = isolated ? ProcessPool.of(4) : ThreadPool.of(4);
 * }
 *
 * @since 0.1
 */
public interface TaskPool extends TaskExecutor, ExecutorService {

    /**
     * Returns the name of the pool, which messages carry.
     *
     * @return the name
     */
    String name();

    /**
     * Counts what there is and what was done.
     *
     * @return the pool in numbers
     */
    PoolStats stats();

    @Override
    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task);

    @Override
    CompletableFuture<?> submit(Runnable task);

    @Override
    <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result);

    // ---- ExecutorService ---------------------------------------------------------------------

    /**
     * Runs a task for which nobody waits. What it throws is logged.
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskRunnable}; the JDK's own wrappers ({@code FutureTask}, {@code supplyAsync}) cannot be
     *     encoded: use {@link #submit(TaskCallable)}, whose future is a {@code CompletableFuture}
     */
    @Override
    default void execute(Runnable task) {
        CompletableFuture<?> future = submit(task);
        future.whenComplete((nothing, thrown) -> {
            if (thrown != null && !(thrown instanceof CancellationException)) {
                System.getLogger("dev.procession")
                        .log(
                                System.Logger.Level.ERROR,
                                "[pool " + name() + "] an executed task failed",
                                thrown);
            }
        });
    }

    @Override
    default <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocations.all(this, tasks, Long.MAX_VALUE);
    }

    @Override
    default <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    default <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, Long.MAX_VALUE);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    default <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }
}
