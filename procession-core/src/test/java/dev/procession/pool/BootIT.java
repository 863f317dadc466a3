package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row F1: what a worker that is replaced costs those that live. */
class BootIT {

    @TempDir File directory;

    @Test
    void F1_replacementBoots_noShortTaskWaitsForIt() throws Exception {
        File gate = new File(directory, "gate");
        File reached = new File(directory, "gate.reached");
        PoolOptions options = PoolOptions.defaults().withWorkers(2).withRetries(1);
        try (var pool = ProcessPool.open(Pools.withFault(options, "child.boot:wait=" + gate))) {
            Pools.touch(gate.getPath());
            Pools.startAll(pool, directory, 2);
            AtomicInteger maps = new AtomicInteger();
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<?> mapping =
                    CompletableFuture.runAsync(() -> mapOverAndOver(pool, maps, ended));
            Await.until("maps are fast", () -> maps.get() > 20);
            assertThat(gate.delete()).isTrue();
            assertThat(reached.delete()).isTrue();
            Pid.of(pool.workers().getFirst().pid()).signal("KILL");
            Await.until("the replacement boots", reached::exists);
            int before = maps.get();
            Await.until("maps go on without it", () -> maps.get() > before + 3 || mapping.isDone());
            ended.set(true);
            Pools.get(mapping);
            Pools.touch(gate.getPath());
        } finally {
            // Whatever failed: the replacement must come up to be ended politely.
            Pools.touch(gate.getPath());
        }
    }

    private static void mapOverAndOver(ProcessPool pool, AtomicInteger maps, AtomicBoolean ended) {
        List<Integer> inputs = IntStream.range(0, 20_000).boxed().toList();
        while (!ended.get()) {
            assertThat(pool.map(x -> x + 1, inputs)).hasSize(20_000);
            maps.incrementAndGet();
        }
    }
}
