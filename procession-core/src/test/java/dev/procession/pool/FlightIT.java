package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.procession.TaskTimeoutException;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows O1, O2 and O7: what the Flight Recorder has of a pool. */
class FlightIT {

    private static final String TASK = "dev.procession.Task";
    private static final String START = "dev.procession.WorkerStart";
    private static final String END = "dev.procession.WorkerEnd";

    @TempDir Path folder;

    /** What the recorded program has printed. */
    private List<String> output = List.of();

    /**
     * Records what is done, with every task in it. In a program of its own: once a JVM has recorded
     * something it has threads for that.
     */
    static final class Recorded {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[1]);
            try (Recording recording = new Recording()) {
                recording.enable(TASK).with("throttle", "off");
                recording.enable(START);
                recording.enable(END);
                recording.start();
                switch (arguments[0]) {
                    case "tasks" -> runTasks();
                    case "failures" -> runFailures(folder.resolve("begun").toFile());
                    case "waiting" -> runWaiting(folder.resolve("gate").toString());
                    case "workers" -> runWorkers();
                    case "map" -> runMap();
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
                recording.stop();
                recording.dump(folder.resolve("recording.jfr"));
            }
        }
    }

    private List<RecordedEvent> record(String what) throws IOException {
        try (Victim program =
                Victim.start(Recorded.class, List.of(what, folder.toString()), List.of())) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            output = program.output();
        }
        return RecordingFile.readAllEvents(folder.resolve("recording.jfr"));
    }

    private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
        return events.stream().filter(each -> each.getEventType().getName().equals(name)).toList();
    }

    private static PoolOptions options(String name) {
        return PoolOptions.defaults().withName(name).withWorkers(1);
    }

    private static int increment(int number) {
        return number + 1;
    }

    private static int fail(int number) throws IOException {
        throw new IOException("number " + number);
    }

    private static void runTasks() {
        try (var pool = ProcessPool.open(options("recorded"))) {
            pool.apply(FlightIT::increment, 1);
            assertThatThrownBy(() -> pool.apply(FlightIT::fail, 1))
                    .isInstanceOf(CompletionException.class);
            pool.run(() -> Thread.sleep(20)).join();
        }
    }

    @Test
    void O2_aTask_isRecordedWithAllThatIsKnown() throws IOException {
        List<RecordedEvent> events = record("tasks");
        List<RecordedEvent> tasks = named(TASK, events);
        assertThat(tasks)
                .extracting(
                        each -> each.getString("function").replaceFirst("lambda\\$.*", "lambda"),
                        each -> each.getString("outcome"),
                        each -> each.getInt("attempts"))
                .containsExactly(
                        tuple(FlightIT.class.getName() + "::increment", "value", 1),
                        tuple(FlightIT.class.getName() + "::fail", "exception", 1),
                        tuple(FlightIT.class.getName() + "::lambda", "value", 1));
        RecordedEvent start = named(START, events).getFirst();
        assertThat(tasks)
                .allSatisfy(each -> {
                    assertThat(each.getString("pool")).isEqualTo("recorded");
                    assertThat(each.getString("worker")).isEqualTo("recorded-1");
                    assertThat(each.getLong("pid")).isEqualTo(start.getLong("pid"));
                    assertThat(each.getDuration("queueTime"))
                            .isBetween(Duration.ZERO, Duration.ofMinutes(1));
                    assertThat(each.getDuration("runTime"))
                            .isBetween(Duration.ZERO, Duration.ofMinutes(1));
                    assertThat(each.getStackTrace()).isNull();
                });
        RecordedEvent slept = tasks.get(2);
        assertThat(slept.getDuration("runTime")).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        // By the recorder's own clock, which need not agree with any other.
        assertThat(slept.getDuration()).isPositive();
    }

    private static void runFailures(File begun) throws Exception {
        PoolOptions options =
                options("failing").withTaskTimeout(Duration.ofSeconds(2)).withRetries(1);
        try (var pool = ProcessPool.open(options)) {
            CompletableFuture<Integer> runs = pool.submit(Pools.blocking(begun));
            Pools.awaitFile(begun);
            assertThat(Pools.failure(runs)).isInstanceOf(TaskTimeoutException.class);
            CompletableFuture<?> dies =
                    pool.with(TaskOptions.defaults().withRetryPolicy(RetryPolicy.none()))
                            .run(() -> Runtime.getRuntime().halt(3));
            assertThat(Pools.failure(dies)).hasMessageContaining("exited(3)");
            pool.submit(Pools.blocking(begun)).cancel(true);
        }
    }

    @Test
    void O2_failures_areRecorded() throws IOException {
        List<RecordedEvent> events = record("failures");
        assertThat(named(TASK, events))
                .extracting(each -> each.getString("outcome"))
                .containsExactlyInAnyOrder("timeout", "worker died", "cancelled");
        assertThat(ofOutcome("timeout", events).getInt("attempts")).isEqualTo(2);
        assertThat(ofOutcome("timeout", events).getDuration("runTime"))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(ofOutcome("worker died", events).getInt("attempts")).isEqualTo(1);
        assertThat(named(END, events))
                .filteredOn(each -> each.getString("exitStatus").equals("exited(3)"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each.getString("cause"))
                                .isEqualTo("halt(3) was called, or exit(3) by native code"));
    }

    private static void runWaiting(String gate) throws Exception {
        try (var pool = ProcessPool.open(options("waiting"))) {
            CompletableFuture<?> runs = pool.run(() -> Pools.park(gate));
            CompletableFuture<Integer> waits = pool.submit(() -> 1);
            long since = System.nanoTime();
            Await.until("it waits", () -> pool.stats().waitingTasks() == 1);
            System.out.println("waited " + (System.nanoTime() - since));
            Pools.touch(gate);
            Pools.get(runs);
            Pools.get(waits);
        }
    }

    @Test
    void O2_theTimeInTheQueue_isRecorded() throws IOException {
        List<RecordedEvent> events = record("waiting");
        assertThat(named(TASK, events)).hasSize(2);
        Duration queued = named(TASK, events).getLast().getDuration("queueTime");
        long waited = Long.parseLong(output.getFirst().substring("waited ".length()));
        assertThat(queued).isGreaterThanOrEqualTo(Duration.ofNanos(waited));
    }

    private static RecordedEvent ofOutcome(String outcome, List<RecordedEvent> events) {
        return named(TASK, events).stream()
                .filter(each -> each.getString("outcome").equals(outcome))
                .findFirst()
                .orElseThrow();
    }

    private static void runWorkers() {
        PoolOptions options =
                options("lives").withInitializer(() -> System.setProperty("initialized", "yes"));
        try (var pool = ProcessPool.open(options)) {
            pool.map(FlightIT::increment, List.of(1, 2, 3));
        }
    }

    @Test
    void O6_startsAndEndsOfWorkers_areRecorded() throws IOException {
        List<RecordedEvent> events = record("workers");
        RecordedEvent start = named(START, events).getFirst();
        assertThat(named(START, events)).hasSize(1);
        assertThat(start.getString("pool")).isEqualTo("lives");
        assertThat(start.getString("worker")).isEqualTo("lives-1");
        assertThat(start.getLong("pid")).isPositive();
        assertThat(start.getDuration()).isPositive();
        assertThat(named(END, events))
                .singleElement()
                .satisfies(end -> {
                    assertThat(end.getString("pool")).isEqualTo("lives");
                    assertThat(end.getString("worker")).isEqualTo("lives-1");
                    assertThat(end.getLong("pid")).isEqualTo(start.getLong("pid"));
                    assertThat(end.getString("exitStatus")).isEqualTo("signaled(15)");
                    assertThat(end.getString("cause"))
                            .isEqualTo("killed by us: its pool has ended");
                    assertThat(end.getLong("tasksDone")).isEqualTo(3);
                    assertThat(end.getDuration("lifeTime")).isPositive();
                });
    }

    private static void runMap() {
        try (var pool = ProcessPool.open(options("maps"))) {
            pool.map(FlightIT::increment, IntStream.range(0, 5000).boxed().toList());
        }
    }

    @Test
    void O3_eachInputOfAMap_isATask() throws IOException {
        List<RecordedEvent> events = record("map");
        assertThat(named(TASK, events))
                .hasSize(5000)
                .allSatisfy(each -> {
                    assertThat(each.getString("function"))
                            .isEqualTo(FlightIT.class.getName() + "::increment");
                    assertThat(each.getString("outcome")).isEqualTo("value");
                });
    }

    // ---- in programs of their own ------------------------------------------------------------

    /** Uses a pool before, while and after it is recorded. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            try (var pool = ProcessPool.open(options("later"))) {
                pool.apply(FlightIT::increment, 1);
                System.out.println("ready");
                Pools.park(file + ".recording");
                pool.apply(FlightIT::increment, 2);
                pool.submit(() -> 3).join();
                System.out.println("recorded");
                Pools.park(file + ".dumped");
            }
        }
    }

    @Test
    void O2_aRecordingThatIsStartedFromOutside_hasTheTasksFromThenOn() throws Exception {
        Path file = folder.resolve("later");
        Path dump = folder.resolve("later.jfr");
        try (Victim program = Victim.start(Program.class, List.of(file.toString()), List.of())) {
            program.line("ready");
            jcmd(program, "JFR.start", "name=later");
            Pools.touch(file + ".recording");
            program.line("recorded");
            jcmd(program, "JFR.dump", "name=later", "filename=" + dump);
            Pools.touch(file + ".dumped");
            program.awaitEnd();
            assertThat(program.errors()).isEmpty();
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(dump);
        assertThat(named(TASK, events)).hasSize(2);
        assertThat(named(START, events)).isEmpty();
    }

    private static void jcmd(Victim program, String... command) throws Exception {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add(Long.toString(program.pid().number()));
        all.addAll(List.of(command));
        Process jcmd =
                new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Await.until("jcmd has done it", () -> !jcmd.isAlive());
        assertThat(jcmd.exitValue()).isZero();
    }

    /** Uses a pool where there is no Flight Recorder. */
    static final class Without {
        public static void main(String[] arguments) {
            System.out.println("module " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            try (var pool = ProcessPool.open(options("without"))) {
                System.out.println("sum " + pool.map(FlightIT::increment, List.of(1, 2)));
            }
        }
    }

    @Test
    void O1_withoutTheModule_thePoolWorks() {
        try (Victim program =
                Victim.start(
                        Without.class,
                        "--limit-modules=java.base,jdk.net",
                        "-Djdk.jfr.repository=none")) {
            assertThat(program.line("module ")).isEqualTo("false");
            assertThat(program.line("sum ")).isEqualTo("[2, 3]");
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.errors()).isEmpty();
        }
    }
}
