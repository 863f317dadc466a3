package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.testing.Await;
import java.io.File;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows O3 and N2: one function over many inputs. */
class MapIT {

    /** The promise of {@link ProcessPool#outcomes}. */
    private static final int AHEAD_PER_WORKER = 2048;

    @TempDir File directory;

    private File file(String name) {
        return new File(directory, name);
    }

    private static Stream<Integer> endless(AtomicInteger pulled) {
        return Stream.generate(pulled::getAndIncrement);
    }

    // ---- map ---------------------------------------------------------------------------------

    @Test
    void O3_map_keepsTheOrder() {
        try (var pool = ProcessPool.of(2)) {
            List<Integer> inputs = IntStream.range(0, 5000).boxed().toList();
            List<Integer> results =
                    pool.map(
                            x -> {
                                if (x % 500 == 0) {
                                    Thread.sleep(3);
                                }
                                return 3 * x;
                            },
                            inputs);
            assertThat(results).isEqualTo(inputs.stream().map(x -> 3 * x).toList());
        }
    }

    @Test
    void O3_mapOverNothing_isEmpty() {
        try (var pool = ProcessPool.of(2)) {
            assertThat(pool.map(x -> x, List.of())).isEmpty();
            assertThat(pool.map(x -> x, Stream.empty())).isEmpty();
            assertThat(pool.outcomes(x -> x, Stream.empty())).isEmpty();
            assertThat(pool.outcomesUnordered(x -> x, Stream.empty())).isEmpty();
            assertThat(pool.workersStarted()).isZero();
        }
    }

    @Test
    void O3_mapOfNulls_keepsThem() {
        try (var pool = ProcessPool.of(1)) {
            assertThat(pool.map(x -> x == null ? 1 : null, Arrays.asList(null, 5, null)))
                    .containsExactly(1, null, 1);
        }
    }

    @Test
    void O3_severalFail_theLowestIndexWins_andTheRestIsStopped() {
        AtomicInteger pulled = new AtomicInteger();
        String later = file("later").getPath();
        try (var pool = ProcessPool.of(2)) {
            pool.map(x -> x, List.of(1, 2, 3));
            assertThatThrownBy(() ->
                            pool.map(
                                    x -> {
                                        if (x == 700) {
                                            Pools.park(later);
                                        }
                                        if (x == 800) {
                                            Pools.touch(later);
                                        }
                                        if (x % 100 == 0 && x >= 700) {
                                            throw new IllegalArgumentException("bad " + x);
                                        }
                                        return x;
                                    },
                                    endless(pulled)))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bad 700");
            assertThat(pulled.get()).isLessThan(700 + 2 * AHEAD_PER_WORKER + 2);
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
        }
    }

    @Test
    void O3_failure_stopsWhatStillRuns() {
        try (var pool = ProcessPool.of(2)) {
            String begun = file("begun").getPath();
            assertThatThrownBy(() ->
                            pool.map(
                                    x -> {
                                        if (x == 0) {
                                            Pools.park(begun);
                                            throw new IllegalStateException("zero");
                                        }
                                        Pools.touch(begun);
                                        Thread.sleep(Duration.ofMinutes(10));
                                        return x;
                                    },
                                    List.of(0, 1, 2, 3)))
                    .hasRootCauseMessage("zero");
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
        }
    }

    @Test
    void O3_streams_areClosed() {
        AtomicBoolean closed = new AtomicBoolean();
        try (var pool = ProcessPool.of(1)) {
            pool.map(x -> x, Stream.of(1).onClose(() -> closed.set(true)));
            assertThat(closed).isTrue();
            closed.set(false);
            assertThatThrownBy(
                    () -> pool.map(x -> 1 / x, Stream.of(0).onClose(() -> closed.set(true))));
            assertThat(closed).isTrue();
            closed.set(false);
            Object here = new Object();
            assertThatThrownBy(() ->
                            pool.map(
                                    x -> here.hashCode(),
                                    Stream.of(0).onClose(() -> closed.set(true))))
                    .isInstanceOf(CodecException.class);
            assertThat(closed).isTrue();
            closed.set(false);
            pool.outcomes(x -> x, Stream.of(1).onClose(() -> closed.set(true))).close();
            assertThat(closed).isTrue();
        }
    }

    // ---- sources -----------------------------------------------------------------------------

    @Test
    void O3_endlessSource_isPulledWithinTheWindow() {
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.of(2);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(x -> x + 1, endless(pulled))) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 20_000; i++) {
                Outcome<Integer, Integer> outcome = iterator.next();
                assertThat(outcome).isInstanceOf(Outcome.Ok.class);
                assertThat(outcome.input()).isEqualTo(i);
                assertThat(pulled.get() - i).isBetween(1, 2 * AHEAD_PER_WORKER + 1);
            }
        }
    }

    @Test
    void O3_slowTasks_pullOnlyWhatIsNeeded() {
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.of(1);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(
                                x -> {
                                    Thread.sleep(20);
                                    return x;
                                },
                                endless(pulled))) {
            Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
            for (int i = 0; i < 20; i++) {
                iterator.next();
            }
            assertThat(pulled.get()).isLessThan(30);
        }
    }

    @Test
    void O3_closedStream_cancelsWhatHasNoOutcome() {
        AtomicInteger pulled = new AtomicInteger();
        try (var pool = ProcessPool.of(2)) {
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(
                            x -> {
                                if (x > 10) {
                                    Thread.sleep(Duration.ofMinutes(10));
                                }
                                return x;
                            },
                            endless(pulled))) {
                assertThat(outcomes.limit(5).map(Outcome::input)).containsExactly(0, 1, 2, 3, 4);
            }
            Await.until(
                    "nothing runs any more",
                    () -> pool.workers().stream().noneMatch(WorkerInfo::isBusy));
            assertThat(pool.map(x -> x, List.of(7))).containsExactly(7);
        }
    }

    @Test
    void O3_throwingSource_isPassedOn_andThePoolGoesOn() {
        try (var pool = ProcessPool.of(2)) {
            Stream<Integer> source =
                    IntStream.range(0, 1000)
                            .peek(x -> {
                                if (x == 500) {
                                    throw new IllegalStateException("the source is dry");
                                }
                            })
                            .boxed();
            assertThatThrownBy(() -> pool.map(x -> x, source))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the source is dry");
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
            Iterable<Integer> bad =
                    () -> {
                        throw new IllegalStateException("no iterator");
                    };
            assertThatThrownBy(() -> pool.map(x -> x, bad)).hasMessage("no iterator");
        }
    }

    @Test
    void O3_sourceThatUsesThePool_works() {
        try (var pool = ProcessPool.of(1)) {
            Stream<Integer> source =
                    IntStream.range(0, 50).boxed().map(x -> pool.apply(y -> y + 1, x));
            assertThat(pool.map(x -> x * 2, source))
                    .isEqualTo(IntStream.range(0, 50).map(x -> 2 * x + 2).boxed().toList());
        }
    }

    @Test
    void O3_slowSource_doesNotKeepItsInputsBack() {
        try (var pool = ProcessPool.of(2)) {
            pool.map(x -> x, IntStream.range(0, 2000).boxed());
            String path = file("ran").getPath();
            // Each input is only there when the one before has been worked on.
            Stream<Integer> source =
                    IntStream.range(0, 30)
                            .peek(x -> Pools.awaitFile(x == 0 ? directory : file("ran" + (x - 1))))
                            .boxed();
            assertThat(
                            pool.map(
                                    x -> {
                                        Pools.touch(path + x);
                                        return x;
                                    },
                                    source))
                    .hasSize(30);
        }
    }

    // ---- outcomes ----------------------------------------------------------------------------

    record Held(Object value) implements java.io.Serializable {}

    @Test
    void N2_everyInputHasItsOutcome_inOrder_andNothingIsThrown() {
        List<Object> inputs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            inputs.add(i);
        }
        inputs.set(100, new Held(new Socket()));
        try (var pool = ProcessPool.of(2);
                Stream<Outcome<Object, Integer>> outcomes =
                        pool.outcomes(x -> 100 / ((Integer) x - 50), inputs)) {
            List<Outcome<Object, Integer>> all = outcomes.toList();
            assertThat(all).hasSize(300);
            for (int i = 0; i < 300; i++) {
                assertThat(all.get(i).run().index()).isEqualTo(i);
                switch (all.get(i)) {
                    case Outcome.Ok(var input, var value, var run) -> {
                        assertThat(input).isSameAs(inputs.get(i));
                        assertThat(value).isEqualTo(100 / (i - 50));
                        assertThat(run.attempts()).isEqualTo(1);
                        assertThat(run.pid()).isPositive().isNotEqualTo(Pools.ownPid());
                        assertThat(run.duration()).isPositive().isLessThan(Duration.ofSeconds(5));
                    }
                    case Outcome.Failed(var input, var cause, var run) -> {
                        assertThat(input).isSameAs(inputs.get(i));
                        if (i == 100) {
                            assertThat(cause)
                                    .isInstanceOf(CodecException.class)
                                    .hasMessageContaining("value");
                            assertThat(run.attempts()).isZero();
                            assertThat(run.pid()).isZero();
                        } else {
                            assertThat(i).isEqualTo(50);
                            assertThat(cause).isInstanceOf(ArithmeticException.class);
                            assertThat(run.attempts()).isEqualTo(1);
                        }
                    }
                }
            }
        }
    }

    @Test
    void O3_unencodableElementInTheMiddleOfAMap_failsTheMap() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.map(x -> 1, Arrays.asList(1, new Socket(), 3)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(CodecException.class);
            assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
        }
    }

    @Test
    void N2_unordered_handsOutWhatIsThere() {
        try (var pool = ProcessPool.of(2)) {
            String gate = file("gate").getPath();
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomesUnordered(
                            x -> {
                                if (x == 0) {
                                    Pools.park(gate);
                                }
                                return x;
                            },
                            IntStream.range(0, 100).boxed())) {
                Set<Integer> seen = new HashSet<>();
                List<Integer> order = new ArrayList<>();
                Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
                while (iterator.hasNext()) {
                    int input = iterator.next().input();
                    assertThat(seen.add(input)).isTrue();
                    order.add(input);
                    if (order.size() == 99) {
                        Pools.touch(gate);
                    }
                }
                assertThat(seen).hasSize(100);
                assertThat(order.getLast()).isZero();
            }
        }
    }

    @Test
    void O3_slowElement_doesNotHoldUpThoseBehindIt() {
        try (var pool = ProcessPool.of(2)) {
            // Short tasks first, so that many wait in the window of either worker.
            pool.map(x -> x, IntStream.range(0, 5000).boxed());
            String gate = file("gate").getPath();
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomesUnordered(
                            x -> {
                                if (x == 300) {
                                    Pools.park(gate);
                                }
                                return x;
                            },
                            IntStream.range(0, 1000).boxed())) {
                Iterator<Outcome<Integer, Integer>> iterator = outcomes.iterator();
                for (int i = 0; i < 999; i++) {
                    assertThat(iterator.next().input()).isNotEqualTo(300);
                }
                Pools.touch(gate);
                assertThat(iterator.next().input()).isEqualTo(300);
                assertThat(iterator.hasNext()).isFalse();
            }
        }
    }

    @Test
    void O3_twoMapsAtOnce_shareThePool() throws Exception {
        try (var pool = ProcessPool.of(2)) {
            String gate = file("gate").getPath();
            Thread hog =
                    Thread.ofPlatform()
                            .start(() ->
                                    pool.map(
                                            x -> {
                                                Pools.park(gate);
                                                return x;
                                            },
                                            List.of(1)));
            assertThat(pool.map(x -> x + 1, IntStream.range(0, 2000).boxed())).hasSize(2000);
            Pools.touch(gate);
            hog.join();
        }
    }

    @Test
    void O3_slowConsumer_losesNothing() {
        try (var pool = ProcessPool.of(2);
                Stream<Outcome<Integer, Integer>> outcomes =
                        pool.outcomes(x -> x, IntStream.range(0, 3000).boxed())) {
            AtomicInteger expected = new AtomicInteger();
            outcomes.forEach(outcome -> {
                int index = expected.getAndIncrement();
                assertThat(outcome.input()).isEqualTo(index);
                if (index % 500 == 0) {
                    try {
                        Thread.sleep(50);
                    } catch (InterruptedException stop) {
                        throw new IllegalStateException(stop);
                    }
                }
            });
            assertThat(expected).hasValue(3000);
        }
    }
}
