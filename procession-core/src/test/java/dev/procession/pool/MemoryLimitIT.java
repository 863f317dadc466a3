package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.MemoryLimitException;
import dev.procession.ProcessOptions;
import dev.procession.testing.Pid;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Row O7, fault F7: a task that exhausts the heap, the metaspace or its stack. */
class MemoryLimitIT {

    private static int fill() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    @Test
    void F7_heapLimit_isAMemoryLimitException_andTheWorkerIsReplaced() throws Exception {
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withMaxHeap("24m");
        try (var pool = ProcessPool.open(options)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            CompletableFuture<Integer> future = pool.submit(MemoryLimitIT::fill);
            CompletableFuture<Long> behind = pool.submit(() -> Pools.ownPid());
            assertThat(Pools.failure(future))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessageContaining("ran out of memory")
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
            assertThat(Pools.failure(pool.submit(MemoryLimitIT::loadClasses)))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessageContaining("Metaspace");
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
        }
    }

    interface Nothing {}

    private static int loadClasses() throws Exception {
        List<Object> kept = new ArrayList<>();
        byte[] bytes;
        try (var in = MemoryLimitIT.class.getResourceAsStream("MemoryLimitIT$Nothing.class")) {
            bytes = in.readAllBytes();
        }
        while (true) {
            ClassLoader loader =
                    new ClassLoader(null) {
                        @Override
                        protected Class<?> findClass(String name) {
                            return defineClass(name, bytes, 0, bytes.length);
                        }
                    };
            Class<?> type = loader.loadClass(Nothing.class.getName());
            kept.add(type);
            kept.add(Proxy.isProxyClass(type));
        }
    }

    @Test
    void F7_stackOverflow_isAnException_andTheWorkerLives() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            assertThatThrownBy(() -> pool.apply(MemoryLimitIT::recurse, 1))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(worker.number());
        }
    }

    private static int recurse(int x) {
        return 1 + recurse(x + 1);
    }
}
