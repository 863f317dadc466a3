package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.TaskCallable;
import dev.procession.TaskFunction;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What the tests of the pool share. */
final class Pools {

    /** For futures that a healthy run completes at once. */
    private static final long PATIENCE_SECONDS = 15;

    private Pools() {}

    /** Options whose workers hit a fault. */
    static PoolOptions withFault(PoolOptions options, String fault) {
        return options.withProcess(
                ProcessOptions.defaults().withJvmOptions("-Dprocession.fault=" + fault));
    }

    /** The value of a future that a healthy run completes at once. */
    static <T> T get(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException hung) {
            throw new AssertionError("the future has no outcome" + Await.stacks(), hung);
        }
    }

    /** How a future failed that a healthy run completes at once. */
    static Throwable failure(CompletableFuture<?> future) throws InterruptedException {
        Await.until("the future has an outcome", future::isDone);
        if (!future.isCompletedExceptionally()) {
            throw new AssertionError("the future has a value: " + future.join());
        }
        return future.handle((value, thrown) -> thrown).join();
    }

    /** A task that says that it has begun and then blocks, interruptibly, as good as for ever. */
    static TaskCallable<Integer> blocking(File begun) {
        String path = begun.getPath();
        return () -> {
            touch(path);
            Thread.sleep(Duration.ofMinutes(10));
            return 1;
        };
    }

    /** As {@link #blocking}, deaf to interruptions. */
    static TaskCallable<Integer> deaf(File begun) {
        String path = begun.getPath();
        return () -> {
            touch(path);
            while (true) {
                try {
                    Thread.sleep(Duration.ofMinutes(10));
                } catch (InterruptedException goesOn) {
                    continue;
                }
            }
        };
    }

    static void touch(String path) {
        try {
            new File(path).createNewFile();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void awaitFile(File file) {
        Await.until(file + " exists", file::exists);
    }

    /** Returns once so many workers are up: each has run a task while the others ran theirs. */
    static void startAll(ProcessPool pool, File directory, int workers) throws Exception {
        String path = new File(directory, "started-").getPath();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            int number = i;
            all.add(
                    pool.run(() -> {
                        touch(path + number);
                        for (int other = 0; other < workers; other++) {
                            park(path + other);
                        }
                    }));
        }
        for (CompletableFuture<?> each : all) {
            get(each);
        }
    }

    /** Blocks a task until the file exists. */
    static void park(String path) {
        File file = new File(path);
        while (!file.exists()) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }

    /** As {@code apply}, for assertions, whose overloads leave the type of its result open. */
    static <R> Object answer(TaskExecutor pool, TaskFunction<Integer, R> function, int argument) {
        return pool.apply(function, argument);
    }

    /** A view for the tasks that are to succeed of a pool whose time limit is to strike others. */
    static TaskExecutor patient(TaskExecutor pool) {
        return pool.with(TaskOptions.defaults().withTimeout(Duration.ofMinutes(10)));
    }

    static long ownPid() {
        return ProcessHandle.current().pid();
    }

    /** The process of the only worker. */
    static Pid worker(ProcessPool pool) {
        return workerOtherThan(pool, 0);
    }

    /** The process of the only worker, once it is not this one. */
    static Pid workerOtherThan(ProcessPool pool, long pid) {
        AtomicLong found = new AtomicLong();
        Await.until(
                "another worker than " + pid + " is there",
                () -> {
                    // One look: between two of them the worker may be replaced.
                    List<WorkerInfo> workers = pool.workers();
                    found.set(workers.size() == 1 ? workers.getFirst().pid() : 0);
                    return found.get() != 0 && found.get() != pid;
                });
        return Pid.of(found.get());
    }
}
