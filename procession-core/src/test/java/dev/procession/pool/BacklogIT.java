package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import java.io.File;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many tasks may wait. */
class BacklogIT {

    @TempDir File directory;

    private String file(String name) {
        return new File(directory, name).getPath();
    }

    /** A pool whose worker is busy until a file comes, with one place for a task that waits. */
    private ProcessPool full(WhenFull whenFull) throws Exception {
        var pool =
                ProcessPool.open(
                        PoolOptions.defaults()
                                .withWorkers(1)
                                .withName("full")
                                .withMaxWaiting(1, whenFull));
        String begun = file("begun");
        String goOn = file("go-on");
        pool.run(() -> {
            Pools.touch(begun);
            Pools.park(goOn);
        });
        Pools.awaitFile(new File(begun));
        return pool;
    }

    @Test
    void aTaskTooMany_isRefused_andTheOthersAreRun() throws Exception {
        try (var pool = full(WhenFull.REFUSE)) {
            CompletableFuture<Integer> waiting = pool.submit(() -> 1);
            assertThatThrownBy(() -> pool.submit(() -> 2))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("[pool full] as many tasks wait as may: waiting=1");
            assertThatThrownBy(() -> pool.apply(x -> x, 3))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(pool.stats().unfinishedTasks()).isEqualTo(2);
            Pools.touch(file("go-on"));
            assertThat(Pools.get(waiting)).isEqualTo(1);
            assertThat(Pools.get(pool.submit(() -> 4))).isEqualTo(4);
        }
    }

    @Test
    void aTaskThatIsCancelled_makesRoom() throws Exception {
        try (var pool = full(WhenFull.REFUSE)) {
            for (int i = 0; i < 5; i++) {
                pool.submit(() -> 1).cancel(true);
            }
            CompletableFuture<Integer> waiting = pool.submit(() -> 2);
            Pools.touch(file("go-on"));
            assertThat(Pools.get(waiting)).isEqualTo(2);
        }
    }

    @Test
    void whoSubmitsATaskTooMany_waitsForRoom() throws Exception {
        try (var pool = full(WhenFull.BLOCK)) {
            CompletableFuture<Integer> first = pool.submit(() -> 1);
            CompletableFuture<Integer> second = new CompletableFuture<>();
            Thread caller = Thread.ofPlatform().start(() -> second.complete(pool.apply(x -> x, 2)));
            Await.until("it waits", () -> caller.getState() == Thread.State.WAITING);
            assertThat(pool.stats().waitingTasks()).isEqualTo(1);
            Pools.touch(file("go-on"));
            assertThat(List.of(Pools.get(first), Pools.get(second))).containsExactly(1, 2);
            caller.join();
        }
    }

    @Test
    void whoWaitsForRoom_mayBeInterrupted() throws Exception {
        try (var pool = full(WhenFull.BLOCK)) {
            pool.submit(() -> 1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pool.submit(() -> 2))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("waited for room");
            assertThat(Thread.interrupted()).isTrue();
            Pools.touch(file("go-on"));
        }
    }

    @Test
    void O4_shutdownNow_endsWhoWaitsForRoom() throws Exception {
        try (var pool = full(WhenFull.BLOCK)) {
            pool.submit(() -> 1);
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    pool.submit(() -> 2).join();
                                } catch (RuntimeException end) {
                                    thrown.complete(end);
                                }
                            });
            Await.until("it waits", () -> caller.getState() == Thread.State.WAITING);
            pool.shutdownNow();
            assertThat(Pools.get(thrown)).isInstanceOf(CancellationException.class);
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            caller.join();
        }
    }

    @Test
    void aMap_isNotBounded_byWhatMayWait() throws Exception {
        try (var pool = full(WhenFull.REFUSE)) {
            Pools.touch(file("go-on"));
            assertThat(pool.map(x -> x + 1, List.of(1, 2, 3, 4, 5))).hasSize(5);
        }
    }

    @Test
    void noPlaceAtAll_isRefused() {
        assertThatThrownBy(() -> PoolOptions.defaults().withMaxWaiting(0, WhenFull.BLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one task must be allowed to wait: tasks=0");
    }
}
