package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row O5: a pool that grows under load and shrinks when idle. */
class ElasticIT {

    private static final PoolOptions ELASTIC =
            PoolOptions.defaults()
                    .withName("elastic")
                    .withWorkers(1, 4)
                    .withIdleTimeout(Duration.ofMillis(50));

    @TempDir File directory;

    @Test
    void O5_grows_onBacklog_andShrinks_whenIdle() throws Exception {
        String goOn = new File(directory, "go-on").getPath();
        try (var pool = ProcessPool.open(ELASTIC)) {
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            assertThat(pool.stats().workers()).isEqualTo(1);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(pool.run(() -> Pools.park(goOn)));
            }
            Await.until("it has grown", () -> pool.stats().busyWorkers() == 4);
            assertThat(pool.stats().waitingTasks()).isEqualTo(2);
            assertThat(pool.stats().unfinishedTasks()).isEqualTo(6);
            Pools.touch(goOn);
            for (CompletableFuture<Void> each : all) {
                Pools.get(each);
            }
            Await.until("it has shrunk", () -> pool.stats().workers() == 1);
            assertThat(pool.stats().workersStarted()).isEqualTo(4);
            assertThat(pool.stats().workersLost()).isZero();
            assertThat(pool.stats().tasksDone()).isEqualTo(7);
            assertThat(Pools.answer(pool, x -> x + 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void O5_shrinksToNothing_ifItMay_andComesBack() {
        try (var pool = ProcessPool.open(ELASTIC.withWorkers(0, 2))) {
            for (int i = 0; i < 3; i++) {
                assertThat(Pools.answer(pool, x -> x + 1, i)).isEqualTo(i + 1);
                Await.until("no worker is left", () -> pool.stats().workers() == 0);
            }
        }
    }

    @Test
    void O5_whatComesWhileAWorkerLeaves_isRunElsewhere() {
        PoolOptions restless = ELASTIC.withWorkers(0, 2).withIdleTimeout(Duration.ofNanos(1));
        try (var pool = ProcessPool.open(restless)) {
            List<Integer> inputs = IntStream.range(0, 40).boxed().toList();
            List<Integer> expected = inputs.stream().map(x -> x + 1).toList();
            for (int round = 0; round < 40; round++) {
                assertThat(pool.map(x -> x + 1, inputs)).isEqualTo(expected);
                long started = pool.workersStarted();
                Await.until(
                        "one leaves, now or soon",
                        () -> pool.stats().workers() < 2 || pool.workersStarted() > started);
            }
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void O1_startsAtOnce_ifAskedTo() {
        PoolOptions options = PoolOptions.defaults().withWorkers(2).withStartAtOnce(true);
        try (var pool = ProcessPool.open(options)) {
            Await.until("both are there", () -> pool.workers().size() == 2);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
            assertThat(Pools.answer(pool, x -> x, 1)).isEqualTo(1);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void O1_aPoolOfAFixedSize_doesNotShrink() {
        PoolOptions fixed =
                PoolOptions.defaults().withWorkers(1).withIdleTimeout(Duration.ofNanos(1));
        try (var pool = ProcessPool.open(fixed)) {
            for (int i = 0; i < 20; i++) {
                assertThat(Pools.answer(pool, x -> x, i)).isEqualTo(i);
            }
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
    }
}
