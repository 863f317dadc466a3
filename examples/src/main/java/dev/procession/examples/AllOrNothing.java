package dev.procession.examples;

import dev.procession.TaskCallable;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Several tasks as one, as with a {@code StructuredTaskScope}: either all succeed, or the first
 * failure stops the others, in whatever process they are. None of them outlives the call.
 */
public final class AllOrNothing {

    private AllOrNothing() {}

    static <T> List<T> run(TaskExecutor pool, List<TaskCallable<T>> tasks)
            throws InterruptedException {
        var ended = pool.<T>completions();
        var all = tasks.stream().map(ended::submit).toList();
        try {
            for (var count = 0; count < all.size(); count++) {
                ended.take().join(); // in the order in which they end
            }
            return all.stream().map(CompletableFuture::join).toList();
        } finally {
            all.forEach(each -> each.cancel(true)); // those that have ended stay as they are
        }
    }

    private static String endless() throws InterruptedException {
        Thread.sleep(Duration.ofDays(1));
        return "never";
    }

    private static String failing() {
        throw new IllegalStateException("no such customer");
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var pool = ProcessPool.of(2)) {
            System.out.println(run(pool, List.of(() -> "name", () -> "address")));
            try {
                run(pool, List.of(AllOrNothing::endless, AllOrNothing::failing));
            } catch (CompletionException failed) {
                System.out.println("neither, because: " + failed.getCause());
            }
        }
    }
}
