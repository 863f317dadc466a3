package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.ProcessBarrier;
import dev.procession.testing.Await;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows M1 and M3: maps in a manager. */
class ManagedMapIT {

    private static ProcessManager manager;

    @BeforeAll
    static void start() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void M3_theProgramOfTheDocumentation() {
        try (var manager = ProcessManager.start();
                var pool = ProcessPool.of(5)) {
            ManagedMap<String, Integer> map = manager.map();
            map.put("count", 100);
            pool.map(i -> map.merge("count", -1, Integer::sum), range(0, 50));
            assertThat(map.get("count")).isEqualTo(50);
        }
    }

    @Test
    void M3_getThenPut_losesWhatOthersPutMeanwhile() {
        try (var pool = ProcessPool.of(5);
                var allHaveRead = ProcessBarrier.create(5)) {
            ManagedMap<String, Integer> map = manager.map();
            map.put("count", 100);
            pool.map(
                    i -> {
                        Integer seen = map.get("count");
                        allHaveRead.await();
                        map.put("count", seen - 1);
                        return 0;
                    },
                    range(0, 50));
            assertThat(map.get("count"))
                    .as("ten rounds in which four of five were lost")
                    .isEqualTo(90);
        }
    }

    @Test
    void M3_functions_runInTheManager() {
        ManagedMap<String, Long> map = manager.map();
        assertThat(map.computeIfAbsent("a", key -> ProcessHandle.current().pid()))
                .isEqualTo(manager.pid());
        assertThat(map.compute("a", (key, value) -> value == null ? null : value + 1))
                .isEqualTo(manager.pid() + 1);
        assertThat(map.computeIfPresent("a", (key, value) -> null)).isNull();
        assertThat(map.compute("b", (key, value) -> 1L)).isEqualTo(1);
        map.replaceAll((key, value) -> value + 41);
        assertThat(map).containsExactly(Map.entry("b", 42L));
    }

    @Test
    void M3_functionThatCannotTravel_runsHere_againIfSomebodyWasFaster() {
        ManagedMap<String, int[]> map = manager.map();
        map.put("a", new int[] {1});
        var runs = new AtomicInteger();
        BiFunction<int[], int[], int[]> plain =
                (old, added) -> {
                    if (runs.incrementAndGet() == 1) {
                        map.put("a", new int[] {10});
                    }
                    return new int[] {old[0] + added[0]};
                };
        assertThat(map.merge("a", new int[] {5}, plain)).containsExactly(15);
        assertThat(map.get("a")).containsExactly(15);
        assertThat(runs).hasValue(2);
    }

    @Test
    void M3_functionThatThrows_changesNothing_andItsExceptionComesHere() {
        ManagedMap<String, Integer> map = manager.map();
        map.putAll(Map.of("a", 1, "b", 0));
        assertThatThrownBy(() -> map.replaceAll((key, value) -> 1 / value))
                .isExactlyInstanceOf(ArithmeticException.class)
                .hasMessage("/ by zero")
                .hasStackTraceContaining("ManagedMapIT.M3_functionThatThrows")
                .cause()
                .isExactlyInstanceOf(ArithmeticException.class)
                .hasStackTraceContaining("ServerMap.replaceAll");
        assertThat(map).isEqualTo(Map.of("a", 1, "b", 0));
    }

    @Test
    void M1_map_isTheJdks() {
        ManagedMap<String, List<Integer>> map = manager.map();
        assertThat(map.putIfAbsent("a", List.of(1))).isNull();
        assertThat(map.putIfAbsent("a", List.of(2))).containsExactly(1);
        assertThat(map.replace("a", List.of(1), List.of(3))).isTrue();
        assertThat(map.replace("b", List.of(1))).isNull();
        assertThat(map.getOrDefault("b", List.of())).isEmpty();
        assertThat(map.remove("a", List.of(1))).isFalse();
        assertThat(map).hasSize(1).containsEntry("a", List.of(3)).hasToString("{a=[3]}");
        map.entrySet().iterator().next().setValue(List.of(4));
        assertThat(map.containsValue(List.of(4))).isTrue();
        assertThat(map.keySet().removeAll(List.of("a", "c"))).isTrue();
        assertThat(map).isEmpty();
    }

    @Test
    void M1_map_ofManyPages_hasEachEntryOnce_whileOthersChangeIt() {
        ManagedMap<Integer, String> map = manager.map();
        Map<Integer, String> many = new HashMap<>();
        range(0, 2 * Page.MOST + 500).forEach(key -> many.put(key, "value " + key));
        map.putAll(many);
        var entries = map.entrySet().iterator();
        Map<Integer, String> seen = new HashMap<>();
        while (entries.hasNext()) {
            var entry = entries.next();
            assertThat(seen.put(entry.getKey(), entry.getValue())).isNull();
            if (seen.size() == Page.MOST) {
                seen.keySet().forEach(map::remove);
                many.keySet().removeIf(key -> !seen.containsKey(key) && key % 2 == 0);
                map.put(-1, "new");
            }
        }
        assertThat(seen).containsAllEntriesOf(many).containsEntry(-1, "new");
    }

    @Test
    void M1_whatCannotBeEncoded_failsInTheCaller() {
        ManagedMap<String, Object> map = manager.map();
        assertThatThrownBy(() -> map.put("a", new Object()))
                .isInstanceOf(CodecException.class)
                .hasMessageStartingWith("argument");
        assertThat(map).isEmpty();
    }

    @Test
    void M1_interruptedCaller_isAnswered_andStaysInterrupted() {
        ManagedMap<String, Integer> map = manager.map();
        Thread.currentThread().interrupt();
        assertThat(map.put("a", 1)).isNull();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(map.get("a")).isEqualTo(1);
    }

    @Test
    void M1_values_areCopies_largeOnesToo() {
        ManagedMap<String, byte[]> map = manager.map();
        byte[] large = new byte[20 << 20];
        large[large.length - 1] = 7;
        map.put("a", large);
        large[0] = 1;
        assertThat(map.get("a")).hasSize(large.length).startsWith(0).endsWith(7);
        Await.until("another thread has the same", () -> map.get("a").length == large.length);
    }
}
