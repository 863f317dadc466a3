package dev.procession.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskCallable;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The programs of the architecture that concern processes and pools, as short as they are there:
 * they compile without a cast and do what they say. With the overload traps they have to avoid.
 */
class ProgramsIT {

    static final class Ten {
        private Ten() {}

        static void hello(String name) {
            System.setProperty("greeted", name);
        }
    }

    record Summary(String path, int length) implements Serializable {}

    static final class Report {
        private Report() {}

        static Summary summarize(String path) throws IOException {
            if (path.isEmpty()) {
                throw new IOException("no path");
            }
            return new Summary(path, path.length());
        }
    }

    @Test
    void aProcess_runsAMethod() throws Exception {
        try (var p = JavaProcess.start(Ten::hello, "test")) {
            p.join();
            assertThat(p.exitStatus().toString()).isEqualTo("exited(0)");
        }
    }

    @Test
    void aPool_mapsALambda() {
        try (var pool = ProcessPool.of(2)) {
            List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
            assertThat(squares).containsExactly(1, 4, 9);
        }
    }

    @Test
    void aPool_mapsAndSubmits() throws Exception {
        List<String> paths = List.of("a", "bb");
        String path = "ccc";
        try (var pool = ProcessPool.of(2)) {
            List<Summary> all = pool.map(Report::summarize, paths);
            CompletableFuture<Summary> one = pool.submit(() -> Report.summarize(path));
            assertThat(all).containsExactly(new Summary("a", 1), new Summary("bb", 2));
            assertThat(one.get()).isEqualTo(new Summary("ccc", 3));
        }
    }

    @Test
    void outcomes_areTakenApartByPatterns() {
        List<String> paths = List.of("a", "", "ccc");
        Map<String, Object> seen = new HashMap<>();
        var limits =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withTaskTimeout(ofSeconds(30))
                        .withMaxHeap("256m");
        try (var pool = ProcessPool.open(limits);
                var outcomes = pool.outcomes(Report::summarize, paths.stream())) {
            outcomes.forEach(outcome -> {
                switch (outcome) {
                    case Outcome.Ok(var path, var report, var run) -> seen.put(path, report);
                    case Outcome.Failed(var path, var why, var run) ->
                            seen.put(path, why.getMessage() + run.attempts());
                }
            });
        }
        assertThat(seen)
                .containsEntry("a", new Summary("a", 1))
                .containsEntry("", "no path1")
                .containsEntry("ccc", new Summary("ccc", 3));
    }

    // ---- overloads ---------------------------------------------------------------------------

    private static int answer() {
        return 42;
    }

    private static void act() {}

    private static void actOrThrow() throws IOException {}

    private static String echo(String text) {
        return text;
    }

    private static int echo(int number) {
        return number;
    }

    @Test
    void overloads_areChosenWithoutCasts() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            CompletableFuture<Integer> value = pool.submit(ProgramsIT::answer);
            CompletableFuture<Integer> lambda = pool.submit(() -> 42);
            CompletableFuture<Integer> block =
                    pool.submit(() -> {
                        Thread.sleep(1);
                        return 42;
                    });
            CompletableFuture<Void> nothing = pool.submit(() -> act());
            CompletableFuture<Void> nothingByName = pool.run(ProgramsIT::actOrThrow);
            CompletableFuture<Void> mayThrow = pool.run(() -> actOrThrow());
            CompletableFuture<Object> alwaysThrows =
                    pool.submit(() -> {
                        throw new IOException("always");
                    });
            assertThat(List.of(value.get(), lambda.get(), block.get())).containsOnly(42);
            assertThat(nothing.get()).isNull();
            assertThat(nothingByName.get()).isNull();
            assertThat(mayThrow.get()).isNull();
            assertThat(Pools.failure(alwaysThrows)).hasMessage("always");
            // The overloads of echo are told apart by the argument.
            String text = pool.apply(ProgramsIT::echo, "text");
            int number = pool.apply(ProgramsIT::echo, 7);
            assertThat(text + number).isEqualTo("text7");
            List<String> texts = pool.map(String::toUpperCase, List.of("a"));
            List<Object> widened = pool.map(x -> x, List.of("a", 1));
            List<Number> numbers = pool.map((Object x) -> 1, List.of("a"));
            assertThat(texts).containsExactly("A");
            assertThat(widened).containsExactly("a", 1);
            assertThat(numbers).containsExactly(1);
        }
    }

    @Test
    void aPool_isAnExecutorService() throws Exception {
        try (ExecutorService pool = ProcessPool.of(2)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int n = i;
                TaskCallable<Integer> task = () -> n * n;
                tasks.add(task);
            }
            int sum = 0;
            for (Future<Integer> each : pool.invokeAll(tasks)) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(14);
        }
    }

    @Test
    void aPool_takesStreamsAndCollections() {
        try (var pool = ProcessPool.of(2)) {
            List<Integer> ofStream = pool.map(x -> x + 1, IntStream.range(0, 5).boxed());
            List<Integer> ofSet = pool.map(x -> x + 1, java.util.Set.of(1));
            List<Integer> ofIterable = pool.map(x -> x + 1, () -> List.of(1, 2).iterator());
            assertThat(ofStream).containsExactly(1, 2, 3, 4, 5);
            assertThat(ofSet).containsExactly(2);
            assertThat(ofIterable).containsExactly(2, 3);
            try (Stream<Outcome<Integer, Integer>> outcomes =
                    pool.outcomes(x -> x + 1, List.of(1))) {
                Function<Outcome<Integer, Integer>, Duration> duration = it -> it.run().duration();
                assertThat(outcomes.map(duration)).hasSize(1);
            }
        }
    }
}
