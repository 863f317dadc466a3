package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row M1: whoever reads the answers of a connection, each caller gets his own, at once. */
class ReadingIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(60));
    private static final int CALLS = 1000;

    private ProcessManager manager;
    private ManagedMap<Integer, Integer> map;

    @BeforeEach
    void start() {
        manager = ProcessManager.start();
        map = manager.map();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private FutureTask<Boolean> call(Thread.Builder kind, int key) {
        var task =
                new FutureTask<>(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        Integer before = map.put(key, i);
                        assertThat(before).isEqualTo(i == 0 ? null : Integer.valueOf(i - 1));
                    }
                    return true;
                });
        kind.start(task);
        return task;
    }

    private static void assertDone(List<? extends FutureTask<?>> all) throws Exception {
        for (FutureTask<?> each : all) {
            each.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Test
    void M1_oneThread_orSeveral_ofEitherKind_getTheirAnswers() throws Exception {
        assertDone(List.of(call(Thread.ofPlatform(), 1)));
        assertDone(List.of(call(Thread.ofVirtual(), 2)));
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int key = 3; key < 9; key++) {
            all.add(call(key % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual(), key));
        }
        assertDone(all);
    }

    @Test
    void M1_whileOneWaitsForLong_othersAreAnswered_andItIsAtTheEnd() throws Exception {
        for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            ManagedQueue<Integer> queue = manager.queue();
            var waiting = new FutureTask<>(queue::take);
            kind.start(waiting);
            map.clear();
            assertDone(List.of(call(Thread.ofPlatform(), 1), call(Thread.ofVirtual(), 2)));
            assertThat(waiting).isNotDone();
            queue.put(4711);
            assertThat(waiting.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isEqualTo(4711);
        }
    }

    @Test
    void M1_interruptedThread_isAnswered_andStaysInterrupted() {
        Thread.currentThread().interrupt();
        for (int i = 0; i < 100; i++) {
            map.put(i, i);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(map).hasSize(100);
    }

    @Test
    void M1_whoeverWaitsInTheKernel_canBeInterrupted() throws Exception {
        ManagedQueue<Integer> queue = manager.queue();
        var waiting =
                new FutureTask<>(() -> {
                    try {
                        return queue.take();
                    } catch (InterruptedException told) {
                        return -1;
                    }
                });
        Thread thread = Thread.ofPlatform().start(waiting);
        Await.until("it sleeps", () -> Callers.isWaiting(thread));
        thread.interrupt();
        assertThat(waiting.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isEqualTo(-1);
        assertThat(map.put(1, 1)).as("the connection is as it was").isNull();
    }
}
