package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O6: what each worker has for itself. */
class WorkerLocalIT {

    private static final PoolOptions TWO = PoolOptions.defaults().withWorkers(2).withName("local");

    private static final WorkerLocal<AtomicInteger> COUNTER =
            WorkerLocal.withInitial(AtomicInteger::new);

    /** Says when it is closed. */
    private record Resource(String path) implements AutoCloseable {
        @Override
        public void close() {
            Pools.touch(path + "-closed-" + ProcessHandle.current().pid());
        }
    }

    @TempDir File directory;

    @Test
    void O6_allTasksOfAWorkerShareItsValue_andOnlyThey() throws Exception {
        try (var pool = ProcessPool.open(TWO)) {
            Pools.startAll(pool, directory, 2);
            List<Integer> counts =
                    pool.map(x -> COUNTER.get().incrementAndGet(), IntStream.range(0, 500).boxed());
            // Two workers have counted, each from one on.
            int shared = counts.size() - new HashSet<>(counts).size();
            assertThat(counts.stream().mapToInt(x -> x).max().orElse(0) + shared).isEqualTo(500);
            assertThat(COUNTER.get()).hasValue(0);
        }
    }

    @Test
    void O6_aCapturedOne_isTheSameInAllTasksOfAWorker() {
        WorkerLocal<AtomicInteger> captured = WorkerLocal.withInitial(() -> new AtomicInteger(5));
        try (var pool = ProcessPool.open(TWO.withWorkers(1))) {
            assertThat(pool.submit(() -> captured.get().incrementAndGet()).join()).isEqualTo(6);
            assertThat(pool.submit(() -> captured.get().incrementAndGet()).join()).isEqualTo(7);
        }
    }

    @Test
    void O6_aCloseableValue_isClosedWhenItsWorkerLeaves() {
        String path = new File(directory, "resource").getPath();
        WorkerLocal<Resource> local = WorkerLocal.withInitial(() -> new Resource(path));
        try (var pool = ProcessPool.open(TWO.withWorkers(1))) {
            pool.run(() -> local.get()).join();
            assertThat(directory.list()).isEmpty();
        }
        assertThat(directory.list()).singleElement().asString().startsWith("resource-closed-");
    }

    /** Cannot be closed. */
    private record Broken(int number) implements AutoCloseable {
        @Override
        public void close() {
            throw new AssertionError("expected, of close");
        }
    }

    @Test
    void O6_whatCloseThrows_doesNotKeepTheOthersOpen() {
        String path = new File(directory, "resource").getPath();
        WorkerLocal<Resource> older = WorkerLocal.withInitial(() -> new Resource(path));
        WorkerLocal<Broken> younger = WorkerLocal.withInitial(() -> new Broken(1));
        try (var pool = ProcessPool.open(TWO.withWorkers(1))) {
            pool.run(() -> older.get()).join();
            pool.run(() -> younger.get()).join();
        }
        assertThat(directory.list()).hasSize(1);
    }

    @Test
    void O6_aValueThatCannotBeMade_isTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        WorkerLocal<Integer> local =
                WorkerLocal.withInitial(() -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IOException("the first time");
                    }
                    return tries.get();
                });
        assertThatThrownBy(local::get)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(local.get()).isEqualTo(2);
        assertThat(local.get()).isEqualTo(2);
    }

    @Test
    void O6_null_isAValue() {
        AtomicInteger made = new AtomicInteger();
        WorkerLocal<String> local =
                WorkerLocal.withInitial(() -> {
                    made.incrementAndGet();
                    return null;
                });
        assertThat(local.get()).isNull();
        assertThat(local.get()).isNull();
        assertThat(made).hasValue(1);
    }
}
