package dev.procession.pool;

import dev.procession.TaskCallable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the futures of tasks in the order in which they end. The JDK's own {@code
 * ExecutorCompletionService} wraps each task in an object that cannot travel to another process.
 *
 * {@snippet :
 * TaskCompletionService<Page> pages = pool.completions();
 * urls.forEach(url -> pages.submit(() -> Fetch.page(url)));
 * for (var url : urls) {
 *     show(pages.take().join());
 * }
 * }
 *
 * <p>A future that was cancelled is handed out like the others. Each is handed out once. It holds
 * on to futures that ended and were not taken.
 *
 * <p>Thread-safe.
 *
 * @param <V> the type of the tasks' values
 * @since 0.1
 */
public final class TaskCompletionService<V extends @Nullable Object>
        implements CompletionService<V> {

    private final TaskExecutor executor;
    private final BlockingQueue<CompletableFuture<V>> ended = new LinkedBlockingQueue<>();

    TaskCompletionService(TaskExecutor executor) {
        this.executor = executor;
    }

    /**
     * Submits a task.
     *
     * @param task the task
     * @return its future, which comes out again when it is done
     * @throws dev.procession.CodecException if the task cannot be encoded
     * @throws java.util.concurrent.RejectedExecutionException after shutdown
     */
    public CompletableFuture<V> submit(TaskCallable<V> task) {
        return follow(executor.submit(task));
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.procession.CodecException if the task is not serializable: declare it as {@link
     *     TaskCallable}
     */
    @Override
    public CompletableFuture<V> submit(Callable<V> task) {
        return follow(executor.submit(task));
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.procession.CodecException if the task is not serializable
     */
    @Override
    public CompletableFuture<V> submit(Runnable task, V result) {
        return follow(executor.submit(task, result));
    }

    private CompletableFuture<V> follow(CompletableFuture<V> future) {
        future.whenComplete((value, thrown) -> ended.add(future));
        return future;
    }

    /**
     * {@inheritDoc}
     *
     * <p><b>Blocking.</b> Waits until a task ends.
     */
    @Override
    public CompletableFuture<V> take() throws InterruptedException {
        return ended.take();
    }

    @Override
    public @Nullable CompletableFuture<V> poll() {
        return ended.poll();
    }

    /**
     * {@inheritDoc}
     *
     * <p><b>Blocking.</b> Waits at most the given time; zero or less does not wait.
     */
    @Override
    public @Nullable CompletableFuture<V> poll(long timeout, TimeUnit unit)
            throws InterruptedException {
        return ended.poll(timeout, unit);
    }
}
