package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.CodecException;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row M1, fault F7: calls that one side has no memory for, and what becomes of all others. */
class ManagerMemoryIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(60));
    private static final int LARGE_BYTES = 40 << 20;
    private static final ProcessOptions SMALL = ProcessOptions.defaults().withMaxHeap("32m");

    private static FutureTask<String> startTaking(Thread.Builder kind, ManagedQueue<String> queue) {
        var taking = new FutureTask<>(queue::take);
        Thread thread = kind.start(taking);
        Await.until("it waits", () -> thread.isVirtual() || Callers.isWaiting(thread));
        return taking;
    }

    /** In a process that cannot have the large value. */
    private static List<String> askForTheLarge(
            ManagedMap<String, byte[]> map, ManagedQueue<String> queue) throws Exception {
        List<String> told = new ArrayList<>();
        for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            FutureTask<String> other = startTaking(kind, queue);
            for (Thread.Builder asking : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                var large = new FutureTask<>(() -> catchThrowable(() -> map.get("large")));
                asking.start(large);
                Throwable thrown = large.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
                told.add(thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
            }
            assertThat(other).isNotDone();
            queue.put("goes on");
            told.add(other.get(LONG.toNanos(), TimeUnit.NANOSECONDS));
        }
        return told;
    }

    @Test
    void M1_F7_answerTooLargeForTheClient_costsItsCallAlone() throws Exception {
        try (var manager = ProcessManager.start()) {
            ManagedMap<String, byte[]> map = manager.map();
            ManagedQueue<String> queue = manager.queue();
            ManagedList<String> told = manager.list();
            map.put("large", new byte[LARGE_BYTES]);
            try (var process =
                    JavaProcess.start(SMALL, () -> told.addAll(askForTheLarge(map, queue)))) {
                process.join();
                assertThat(process.exitStatus().isSuccess()).isTrue();
            }
            assertThat(told).hasSize(6);
            for (int i : List.of(0, 1, 3, 4)) {
                assertThat(told.get(i))
                        .matches(
                                "CodecException: the call was made, but its outcome was thrown away"
                                        + " by this process: too large for the memory:"
                                        + " bytes=419430\\d\\d, max heap=\\d+; give this process a"
                                        + " larger heap, or ask for less at a time");
            }
            assertThat(List.of(told.get(2), told.get(5))).containsOnly("goes on");
        }
    }

    @Test
    void M1_F7_argumentTooLargeForTheManager_costsItsCallAlone() throws Exception {
        try (var manager = ProcessManager.start(ManagerOptions.defaults().withProcess(SMALL))) {
            ManagedMap<String, byte[]> map = manager.map();
            ManagedQueue<String> queue = manager.queue();
            FutureTask<String> other = startTaking(Thread.ofPlatform(), queue);
            assertRefused(map);
            assertThat(map).isEmpty();
            map.put("small", new byte[1]);
            assertThat(map.get("small")).hasSize(1);
            queue.put("goes on");
            assertThat(other.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isEqualTo("goes on");
        }
    }

    private static void assertRefused(ManagedMap<String, byte[]> map) {
        assertThatThrownBy(() -> map.put("large", new byte[LARGE_BYTES]))
                .isInstanceOf(CodecException.class)
                .hasMessageMatching(
                        "the call was not made, its arguments were thrown away by the manager: too"
                                + " large for the memory: bytes=419430\\d\\d, max heap=\\d+; give"
                                + " the manager a larger heap by ManagerOptions.withProcess, or"
                                + " send less at a time");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TCP") // as UNIX
    void M4_F7_argumentTooLargeForTheManager_overAConnection_costsItsCallAlone(Served.Way way)
            throws Exception {
        try (var served = Served.by(way);
                var manager = served.serve(served.options().withProcess(SMALL));
                var connected = served.connect(manager)) {
            ManagedMap<String, byte[]> map = connected.named("M4_large").map();
            assertRefused(map);
            assertThat(map).isEmpty();
            map.put("small", new byte[1]);
            assertThat(map.get("small")).hasSize(1);
        }
    }

    @Test
    void M1_longCallsAndLongAnswers_atTheSameTime_blockNobody() throws Exception {
        try (var manager = ProcessManager.start()) {
            ManagedMap<Integer, byte[]> map = manager.map();
            List<FutureTask<Boolean>> all = new ArrayList<>();
            for (int key = 0; key < 2; key++) {
                int own = key;
                var task =
                        new FutureTask<>(() -> {
                            for (int i = 0; i < 10; i++) {
                                map.put(own, new byte[8 << 20]);
                            }
                            return true;
                        });
                Thread.ofPlatform().start(task);
                all.add(task);
            }
            for (FutureTask<Boolean> each : all) {
                assertThat(each.get(LONG.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
            }
        }
    }
}
