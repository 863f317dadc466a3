package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row F9: a result is held on its way while its task ends in another way, and then let go. The task
 * has one outcome, the late bytes change nothing, and the pool goes on.
 */
class RaceIT {

    /** Where the result is held: the worker's second task there is the one. */
    private static final List<String> PLACES =
            List.of("worker.ran", "worker.encoded", "lane.payload", "lane.written", "lane.done");

    /** Another end of the task, and its type. */
    private enum End {
        CANCEL(CancellationException.class),
        COMPLETE(null),
        FAIL(IllegalStateException.class),
        OR_TIMEOUT(TimeoutException.class),
        TIME_LIMIT(TaskTimeoutException.class),
        DEATH(WorkerDiedException.class),
        SHUTDOWN_NOW(CancellationException.class);

        private final Class<? extends Throwable> type;

        End(Class<? extends Throwable> type) {
            this.type = type;
        }
    }

    private static final int RESULT = 42;
    private static final int FROM_OUTSIDE = -1;

    @TempDir File directory;

    static Stream<Arguments> races() {
        return PLACES.stream()
                .flatMap(place -> Stream.of(End.values()).map(end -> Arguments.of(place, end)));
    }

    @ParameterizedTest
    @MethodSource("races")
    void F9_resultHeldWhileItsTaskEndsOtherwise_oneOutcome(String place, End end) throws Exception {
        String gate = new File(directory, "gate").getPath();
        PoolOptions options =
                Pools.withFault(PoolOptions.defaults(), place + ":wait=" + gate + ":2")
                        .withWorkers(1)
                        .withStopGrace(Await.scaled(Duration.ofSeconds(3)));
        try (var pool = ProcessPool.open(options)) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            Pid worker = Pools.worker(pool);
            CompletableFuture<Integer> held = forEnd(end, pool).submit(() -> RESULT);
            List<CompletableFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int value = i;
                behind.add(pool.submit(() -> value));
            }
            Pools.awaitFile(new File(gate + ".reached"));
            end(end, pool, held, worker);
            Await.until("it has an outcome", held::isDone);
            Object outcome = outcomeOf(held);
            if (!place.equals("lane.done") || !outcome.equals(RESULT)) {
                assertThat(outcome).isEqualTo(end.type == null ? FROM_OUTSIDE : end.type);
            }
            Pools.touch(gate);
            if (end == End.SHUTDOWN_NOW) {
                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            } else {
                for (int i = 0; i < 3; i++) {
                    assertThat(Pools.get(behind.get(i))).isEqualTo(i);
                }
                assertThat(Pools.answer(pool, x -> x + 1, 5)).isEqualTo(6);
            }
            assertThat(outcomeOf(held)).isEqualTo(outcome);
        }
    }

    /** Only the task that is held has a time limit: the others may be a young worker's. */
    private static TaskExecutor forEnd(End end, ProcessPool pool) {
        TaskOptions hurried = TaskOptions.defaults().withTimeout(Duration.ofMillis(300));
        return end == End.TIME_LIMIT ? pool.with(hurried) : pool;
    }

    private static void end(
            End end, ProcessPool pool, CompletableFuture<Integer> held, Pid worker) {
        switch (end) {
            case CANCEL -> held.cancel(true);
            case COMPLETE -> held.complete(FROM_OUTSIDE);
            case FAIL -> held.completeExceptionally(new IllegalStateException("from outside"));
            case OR_TIMEOUT -> held.orTimeout(1, TimeUnit.MILLISECONDS);
            case TIME_LIMIT -> {
                // Comes by itself.
            }
            case DEATH -> worker.signal("KILL");
            case SHUTDOWN_NOW -> pool.shutdownNow();
        }
    }

    /** The value, or the type of the exception. */
    private static Object outcomeOf(CompletableFuture<Integer> future) {
        return future.handle((value, thrown) -> thrown == null ? value : thrown.getClass()).join();
    }
}
