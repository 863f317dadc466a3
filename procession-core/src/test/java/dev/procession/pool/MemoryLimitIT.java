package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.MemoryLimitException;
import dev.procession.ProcessOptions;
import dev.procession.internal.util.Harm;
import dev.procession.testing.Pid;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Row O7, fault F7: a task that exhausts the heap, the metaspace or its stack. */
class MemoryLimitIT {

    private static int exhaust(String what) {
        Harm.by(what);
        return 1;
    }

    @Test
    void F7_heapLimit_isAMemoryLimitException_andTheWorkerIsReplaced() throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withName("tight").withWorkers(1).withMaxHeap("24m");
        try (var pool = ProcessPool.open(options)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            CompletableFuture<Integer> future = pool.submit(() -> exhaust("heap"));
            CompletableFuture<Long> behind = pool.submit(() -> Pools.ownPid());
            assertThat(Pools.failure(future))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessageContaining("ran out of memory")
                    .hasMessageEndingWith(
                            "; worker=tight-1, pid=%d, heap=25165824 bytes; raise its limit by"
                                    + " PoolOptions.withMaxHeap",
                            worker.number())
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
            assertThat(Pools.get(behind)).isNotEqualTo(worker.number());
            worker.awaitDeath(Duration.ofSeconds(3));
        }
    }

    @Test
    void F7_metaspaceLimit_isAMemoryLimitException() throws Exception {
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(1)
                        .withProcess(
                                ProcessOptions.defaults()
                                        .withJvmOptions("-XX:MaxMetaspaceSize=12m"));
        try (var pool = ProcessPool.open(options)) {
            assertThat(Pools.failure(pool.submit(() -> exhaust("metaspace"))))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessageContaining("Metaspace");
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
        }
    }

    @Test
    void F7_stackOverflow_isAnException_andTheWorkerLives() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            assertThatThrownBy(() -> pool.apply(MemoryLimitIT::exhaust, "stack"))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(worker.number());
        }
    }
}
