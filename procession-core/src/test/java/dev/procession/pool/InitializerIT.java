package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ProcessOptions;
import dev.procession.RemoteException;
import dev.procession.TaskAction;
import dev.procession.WorkerDiedException;
import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each worker does before its first task. */
class InitializerIT {

    private static final PoolOptions ONE = PoolOptions.defaults().withWorkers(1).withName("init");

    /** In a worker: how often it was initialized. */
    private static int initialized;

    @TempDir File directory;

    private String file(String name) {
        return new File(directory, name).getPath();
    }

    @Test
    void everyWorker_isInitializedOnce_beforeItsFirstTask() throws Exception {
        try (var pool = ProcessPool.open(ONE.withWorkers(2).withInitializer(() -> initialized++))) {
            Pools.startAll(pool, directory, 2);
            List<Integer> seen = pool.map(x -> initialized, IntStream.range(0, 500).boxed());
            assertThat(seen).hasSize(500).containsOnly(1);
            assertThat(initialized).isZero();
        }
    }

    @Test
    void aReplacedWorker_isInitializedToo() throws Exception {
        try (var pool = ProcessPool.open(ONE.withInitializer(() -> initialized++))) {
            Throwable death = Pools.failure(pool.run(() -> Runtime.getRuntime().halt(1)));
            assertThat(death).isInstanceOf(WorkerDiedException.class);
            assertThat(Pools.answer(pool, x -> initialized, 0)).isEqualTo(1);
        }
    }

    @Test
    void initialization_isNotCountedAsATask() throws Exception {
        try (var pool = ProcessPool.open(ONE.withInitializer(() -> initialized++))) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            assertThat(pool.workers().getFirst().tasksDone()).isEqualTo(1);
        }
    }

    private static WorkerDiedException givenUp(PoolOptions options) throws InterruptedException {
        try (var pool = ProcessPool.open(options)) {
            CompletableFuture<Integer> first = pool.submit(() -> 1);
            CompletableFuture<Integer> second = pool.submit(() -> 2);
            Throwable thrown = Pools.failure(first);
            assertThat(thrown).isInstanceOf(WorkerDiedException.class);
            assertThat(Pools.failure(second)).isSameAs(thrown);
            assertThatThrownBy(() -> pool.submit(() -> 3)).hasCause(thrown);
            return (WorkerDiedException) thrown;
        }
    }

    @Test
    void F23_initializerThatThrows_failsThePoolWithItsCause() throws Exception {
        TaskAction throwing =
                () -> {
                    throw new IllegalStateException("no such database");
                };
        WorkerDiedException thrown = givenUp(ONE.withInitializer(throwing));
        assertThat(thrown)
                .hasMessageStartingWith("[pool init] worker init-6 could not be started, 6 times")
                .hasMessageContaining("its initializer failed: java.lang.IllegalStateException")
                .hasMessageContaining("no such database");
        assertThat(thrown.getCause()).isInstanceOf(RemoteException.class);
        RemoteException cause = (RemoteException) thrown.getCause();
        assertThat(cause.remoteClassName()).isEqualTo(IllegalStateException.class.getName());
        assertThat(cause.remoteMessage()).isEqualTo("no such database");
        assertThat(cause.getStackTrace()).anyMatch(it -> it.getClassName().contains("Initializer"));
    }

    @Test
    void F23_initializerThatExits_failsThePool_andSaysWhere() throws Exception {
        TaskAction exiting =
                () -> {
                    System.err.println("last words of an initializer, expected here");
                    System.exit(3);
                };
        assertThat(givenUp(ONE.withInitializer(exiting)))
                .hasMessageContaining("status=exited(3); System.exit(3) was called at ")
                .hasMessageContaining("InitializerIT")
                .hasMessageContaining(", within its initializer")
                .hasMessageContaining("last words of an initializer");
    }

    @Test
    void initializerThatHangs_isEndedByTheStartTimeout() throws Exception {
        // The boots of both workers are in it, on a busy machine.
        ProcessOptions process =
                ProcessOptions.defaults().withStartTimeout(Await.scaled(Duration.ofSeconds(6)));
        String once = file("hung");
        TaskAction hangsOnce =
                () -> {
                    if (new File(once).createNewFile()) {
                        Thread.sleep(Duration.ofMinutes(10));
                    }
                };
        try (var pool = ProcessPool.open(ONE.withProcess(process).withInitializer(hangsOnce))) {
            assertThat(Pools.get(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.workers().getFirst().name()).isEqualTo("init-2");
        }
    }

    @Test
    void initializerThatFailsAtFirst_costsNoTask() throws Exception {
        String count = file("count");
        TaskAction third =
                () -> {
                    if (new File(count + 1).createNewFile()) {
                        Runtime.getRuntime().halt(1);
                    }
                    if (new File(count + 2).createNewFile()) {
                        throw new OutOfMemoryError("invented");
                    }
                };
        try (var pool = ProcessPool.open(ONE.withInitializer(third).withRetries(3))) {
            List<Integer> all = pool.map(x -> x + 1, IntStream.range(0, 50).boxed());
            assertThat(all).isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
        }
    }

    @Test
    void shutdownNow_whileInitializing_ends() throws Exception {
        String begun = file("begun");
        TaskAction hangs =
                () -> {
                    Pools.touch(begun);
                    Thread.sleep(Duration.ofMinutes(10));
                };
        var pool = ProcessPool.open(ONE.withInitializer(hangs));
        CompletableFuture<Integer> never = pool.submit(() -> 1);
        Pools.awaitFile(new File(begun));
        assertThat(pool.shutdownNow()).hasSize(1);
        pool.close();
        assertThat(never).isCancelled();
    }

    @Test
    void initializerThatCannotBeEncoded_isRefusedWhenThePoolIsOpened() {
        Object secret = new Object();
        assertThatThrownBy(() -> ProcessPool.open(ONE.withInitializer(() -> secret.hashCode())))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("initializer");
    }
}
