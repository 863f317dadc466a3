package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskCallable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The task of a pool that meets the harm, by either way into a pool. */
abstract class Stricken {

    /** How tasks come into a pool. */
    enum Entry {
        SUBMIT,
        OUTCOMES
    }

    /**
     * How it ended.
     *
     * @param description what messages call it
     * @param label its name among all tasks of the test
     * @param value what it came to, or null
     * @param thrown how it failed, or null
     * @param attempts how often it was begun
     * @param pid the process that had it, or 0
     */
    record Fate(
            String description,
            String label,
            Object value,
            Throwable thrown,
            int attempts,
            long pid) {}

    /** Called while the task is where the harm is done. */
    abstract void isThere();

    /** Waits for its end. */
    abstract Fate fate() throws Exception;

    /** Runs something in a thread of its own, which ends with it. */
    static <T> CompletableFuture<T> async(Callable<T> body) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("matrix-caller")
                .start(() -> {
                    try {
                        future.complete(body.call());
                    } catch (Throwable thrown) {
                        future.completeExceptionally(thrown);
                    }
                });
        return future;
    }

    /** Submits a task to a pool that was given so many before. */
    static Stricken submit(ProcessPool pool, Bystanders.Task task, int tasksBefore) {
        TaskCallable<Object> callable = () -> Bystanders.Task.run(task);
        CompletableFuture<Object> future = pool.submit(callable);
        return new Stricken() {
            private long pid;

            @Override
            void isThere() {
                pid =
                        pool.workers().stream()
                                .filter(each -> each.input() == callable)
                                .mapToLong(WorkerInfo::pid)
                                .sum();
            }

            @Override
            Fate fate() throws InterruptedException {
                Throwable thrown = Pools.failure(future);
                return new Fate("task " + (tasksBefore + 1), task.label(), null, thrown, 1, pid);
            }
        };
    }

    /** Has a consumer take the outcomes of tasks, of which one fails. */
    static Stricken outcomes(ProcessPool pool, List<Bystanders.Task> tasks) {
        CompletableFuture<List<Outcome<Bystanders.Task, Object>>> all =
                async(() -> {
                    try (Stream<Outcome<Bystanders.Task, Object>> outcomes =
                            pool.outcomes(Bystanders.Task::run, tasks)) {
                        return outcomes.toList();
                    }
                });
        return new Stricken() {
            @Override
            void isThere() {
                assertThat(all).isNotDone();
            }

            @Override
            Fate fate() throws Exception {
                return theFailed(Pools.get(all));
            }
        };
    }

    /** The one that failed; the others are right. */
    private static Fate theFailed(List<Outcome<Bystanders.Task, Object>> outcomes) {
        Fate failed = null;
        for (Outcome<Bystanders.Task, Object> outcome : outcomes) {
            switch (outcome) {
                case Outcome.Ok(var task, var value, var run) ->
                        assertThat(value).isEqualTo(task.label());
                case Outcome.Failed(var task, var cause, var run) -> {
                    assertThat(failed).as("another one that failed").isNull();
                    failed =
                            new Fate(
                                    "input " + run.index(),
                                    task.label(),
                                    null,
                                    cause,
                                    run.attempts(),
                                    run.pid());
                }
            }
        }
        assertThat(failed).as("the one that failed").isNotNull();
        return failed;
    }
}
