package dev.procession.outside;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.process.JavaProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** A little of everything that a pool does, for places where not everything is allowed. */
final class SmallWork {

    private static final TaskOptions SHORT =
            TaskOptions.defaults().withTimeout(Duration.ofSeconds(1));

    private SmallWork() {}

    /** What it prints where it can do all it has to. */
    static final List<String> ALL_WELL =
            List.of(
                    "sum 500500",
                    "long 1000000",
                    "exit WorkerDiedException",
                    "killed WorkerDiedException",
                    "overdue TaskTimeoutException",
                    "then 42",
                    "hello",
                    "process exited(0)");

    public static void main(String[] arguments) throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withWorkers(2).withTaskTimeout(Duration.ofSeconds(20));
        try (ProcessPool pool = ProcessPool.open(options)) {
            List<Integer> inputs = IntStream.range(0, 1000).boxed().toList();
            System.out.println("sum " + sum(pool.map(x -> x + 1, inputs)));
            System.out.println("long " + pool.apply(SmallWork::text, 1_000_000).length());
            System.out.println("exit " + failure(pool.run(() -> System.exit(3))));
            System.out.println("killed " + failure(pool.run(SmallWork::killOneself)));
            System.out.println("overdue " + failure(pool.with(SHORT).run(SmallWork::hang)));
            System.out.println("then " + pool.apply(x -> x + 1, 41));
        }
        try (JavaProcess process = JavaProcess.start(() -> System.out.println("hello"))) {
            process.join();
            System.out.println("process " + process.exitStatus());
        }
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private static void hang() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
    }

    private static String text(int length) {
        return "x".repeat(length);
    }

    private static void killOneself() throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("sh", "-c", "kill -9 " + pid).start().waitFor();
    }

    private static String failure(CompletableFuture<?> task) {
        try {
            return "unexpected: " + task.join();
        } catch (CompletionException failed) {
            return failed.getCause().getClass().getSimpleName();
        }
    }
}
