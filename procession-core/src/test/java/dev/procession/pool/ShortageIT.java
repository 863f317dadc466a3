package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Shortage;
import dev.procession.testing.Victim;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row F20: the system has no descriptor, no thread or no room in its files when a worker is to be
 * started, or stopped.
 *
 * <p>The parent is a JVM of its own, whose limits are changed from outside while it runs.
 */
class ShortageIT {

    private static final int TASKS = 10;
    private static final int PARKED = -1;

    @TempDir File folder;

    /** A parent that does what the lines of its input say. */
    static final class Parent {
        private static final Map<Integer, CompletableFuture<Integer>> FUTURES = new HashMap<>();

        private static final String BELL = "procession-short-bell";
        private static final List<FileInputStream> PLUGS = new ArrayList<>();

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            loadClasses();
            System.getLogger("dev.procession").log(System.Logger.Level.WARNING, "warmed up");
            var options =
                    PoolOptions.defaults()
                            .withName("short")
                            .withWorkers(2)
                            .withStopGrace(Duration.ofMillis(400));
            try (var pool = ProcessPool.open(options.withWorkers(1))) {
                // Everything was used once.
                pool.submit(() -> 1).get();
                JavaProcess.start(() -> {}).join();
            }
            ProcessPool pool = null;
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                pool = obey(words, options, pool);
            }
        }

        private static ProcessPool obey(String[] words, PoolOptions options, ProcessPool pool) {
            switch (words[0]) {
                case "open" -> {
                    return open(options);
                }
                case "open-retrying" -> {
                    Duration limit = Duration.ofMillis(Long.parseLong(words[1]));
                    return open(options.withTaskTimeout(limit).withRetries(1));
                }
                case "submit" -> {
                    for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                        int value = i;
                        FUTURES.put(i, pool.submit(() -> value));
                    }
                }
                case "long" ->
                        FUTURES.put(
                                0, pool.submit(() -> "x".repeat(5000)).thenApply(String::length));
                case "park" -> {
                    String gate = words[1];
                    FUTURES.put(
                            PARKED,
                            pool.submit(() -> {
                                System.out.println("parked");
                                Pools.park(gate);
                                return 0;
                            }));
                }
                case "deaf" -> FUTURES.put(PARKED, pool.submit(Pools.deaf(new File(words[1]))));
                case "cancel" -> FUTURES.get(PARKED).cancel(true);
                case "result" -> {
                    // Not by a callback: the JDK may have no carrier for it.
                    var future = FUTURES.get(Integer.parseInt(words[1]));
                    System.out.println(
                            "outcome "
                                    + future.handle((value, thrown) ->
                                                    thrown == null ? "value" : thrown.toString())
                                            .join());
                }
                case "start" -> startProcess();
                case "close" -> {
                    pool.close();
                    System.out.println("closed");
                }
                case "fill" -> System.out.println("filled " + fill(Integer.parseInt(words[1])));
                case "drain" -> System.out.println("drained " + filler().delete());
                case "plug" -> System.out.println("plugged " + plug(Integer.parseInt(words[1])));
                case "unplug" -> System.out.println("unplugged " + unplug());
                default -> throw new IllegalArgumentException(words[0]);
            }
            return pool;
        }

        private static ProcessPool open(PoolOptions options) {
            try {
                ProcessPool pool = ProcessPool.open(options);
                awaitBell();
                System.out.println("opened");
                return pool;
            } catch (UncheckedIOException refused) {
                System.out.println("refused " + refused.getMessage());
                return null;
            }
        }

        /** Of a limit that falls while the JDK starts a command, our standard input might die. */
        private static void awaitBell() {
            Await.until(
                    "the pool's bell is made",
                    () ->
                            Thread.getAllStackTraces().keySet().stream()
                                    .noneMatch(each -> each.getName().equals(BELL)));
        }

        private static void startProcess() {
            try (var process = JavaProcess.start(() -> {})) {
                process.join();
                System.out.println("process " + process.exitStatus());
            } catch (UncheckedIOException refused) {
                System.out.println("process refused " + refused.getMessage());
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }

        private static int plug(int descriptors) {
            try {
                for (int i = 0; i < descriptors; i++) {
                    PLUGS.add(new FileInputStream("/dev/null"));
                }
                return PLUGS.size();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static int unplug() {
            try {
                for (FileInputStream each : PLUGS) {
                    each.close();
                }
                PLUGS.clear();
                return 0;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static File filler() {
            return new File(System.getProperty("procession.directory"), "filler");
        }

        /** Leaves so many bytes of its file system. */
        private static long fill(int rest) {
            File file = filler();
            try (var out = new java.io.RandomAccessFile(file, "rw")) {
                try {
                    while (true) {
                        out.write(new byte[4096]);
                    }
                } catch (IOException full) {
                    out.setLength(out.length() - rest);
                }
                return out.length();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** As from a jar, which is open already; from a folder each class is a file to open. */
        private static void loadClasses() throws Exception {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path root = Path.of(entry);
                Path ours = root.resolve("dev/procession");
                if (!Files.isDirectory(ours)) {
                    continue;
                }
                try (Stream<Path> all = Files.walk(ours)) {
                    for (Path each : all.toList()) {
                        String name = root.relativize(each).toString().replace('/', '.');
                        boolean isTest = name.contains("IT") || name.contains("Test");
                        if (name.endsWith(".class") && (!isTest || name.contains("ShortageIT"))) {
                            String plain = name.substring(0, name.length() - 6);
                            Class.forName(plain, false, Parent.class.getClassLoader());
                        }
                    }
                }
            }
        }
    }

    /** What must be as it was once the shortage and the pool are over. */
    private record Holdings(List<String> descriptors, List<Pid> family, List<String> files) {
        static Holdings of(Victim parent) {
            return new Holdings(
                    parent.pid().openFiles(),
                    parent.family(),
                    parent.files().stream().filter(each -> !each.endsWith("filler")).toList());
        }
    }

    private static void assertHoldsOnly(Holdings before, Victim parent) {
        if (!Await.holds(Duration.ofSeconds(5), () -> Holdings.of(parent).equals(before))) {
            Holdings now = Holdings.of(parent);
            assertThat(now.family()).isEqualTo(before.family());
            assertThat(now.files()).isEqualTo(before.files());
            assertThat(now.descriptors()).containsExactlyInAnyOrderElementsOf(before.descriptors());
        }
    }

    private static List<String> outcomes(Victim parent, int count) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(outcome(parent, i));
        }
        return found;
    }

    private static String outcome(Victim parent, int number) {
        parent.send("result " + number);
        return parent.line("outcome ");
    }

    @ParameterizedTest
    @EnumSource
    void F20_poolWithoutWorkers_failsFast_andEveryTaskGetsTheCause(Shortage shortage) {
        try (Victim parent = shortage.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            parent.send("open");
            parent.line("opened");
            shortage.begin(parent, 0);
            parent.send("submit " + TASKS);
            assertThat(outcomes(parent, TASKS))
                    .allMatch(each -> each.contains("WorkerDiedException: [pool short] worker"))
                    .allMatch(each -> each.contains("could not be started, 6 times in a row"))
                    .allMatch(each -> each.contains(shortage.remedy()));
            parent.send("close");
            parent.line("closed");
            shortage.end(parent);
            assertHoldsOnly(before, parent);
            assertWorks(parent);
            assertHoldsOnly(before, parent);
        }
    }

    /** A pool opened now has workers. */
    private static void assertWorks(Victim parent) {
        parent.send("open");
        parent.line("opened");
        parent.send("submit 1");
        assertThat(outcome(parent, 0)).isEqualTo("value");
        parent.send("close");
        parent.line("closed");
    }

    @ParameterizedTest
    @EnumSource
    void F20_poolWithAWorker_startsAnotherOnceTheShortageIsOver(Shortage shortage) {
        File gate = new File(folder, "gate");
        try (Victim parent = shortage.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            parent.send("open");
            parent.line("opened");
            parent.send("park " + gate);
            parent.line("parked");
            shortage.begin(parent, 0);
            parent.send("submit 1");
            String refused = "[pool short] worker short-2 could not be started";
            Await.until(
                    "a refused start is logged",
                    () ->
                            parent.errors().stream()
                                    .anyMatch(each ->
                                            each.contains(refused)
                                                    && each.contains(shortage.remedy())));
            shortage.end(parent);
            assertThat(outcome(parent, 0)).isEqualTo("value");
            Pools.touch(gate.getPath());
            assertThat(outcome(parent, PARKED)).isEqualTo("value");
            parent.send("close");
            parent.line("closed");
            assertHoldsOnly(before, parent);
        }
    }

    /** So little is left that a start comes some way; how far, is different each time. */
    @ParameterizedTest
    @CsvSource({
        "FILES, 1",
        "FILES, 2",
        "FILES, 4",
        "FILES, 7",
        "FILES, 10",
        "FILES, 14",
        "THREADS, 1",
        "THREADS, 2",
        "THREADS, 3",
        "THREADS, 5",
        "THREADS, 8",
        "ROOM, 4096",
        "ROOM, 16384",
        "ROOM, 131072",
    })
    void F20_startThatComesSomeWay_leavesNothing(Shortage shortage, int left) {
        try (Victim parent = shortage.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            shortage.begin(parent, left);
            parent.send("open");
            if (parent.lineOf("opened", "refused ").equals("opened")) {
                parent.send("submit 3");
                assertThat(outcomes(parent, 3))
                        .allMatch(each -> each.equals("value") || each.contains("started, "));
                parent.send("close");
                parent.line("closed");
            }
            shortage.end(parent);
            assertHoldsOnly(before, parent);
            assertWorks(parent);
            assertHoldsOnly(before, parent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void F20_openAndStart_areRefusedWithTheRemedy_orWork(Shortage shortage) {
        try (Victim parent = shortage.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            shortage.begin(parent, 0);
            parent.send("start");
            assertThat(parent.line("process ")).startsWith("refused").contains(shortage.remedy());
            parent.send("open");
            String opened = parent.lineOf("opened", "refused ");
            if (opened.equals("opened")) {
                parent.send("close");
                parent.line("closed");
            } else {
                assertThat(opened).contains(shortage.remedy());
            }
            shortage.end(parent);
            assertHoldsOnly(before, parent);
            parent.send("start");
            assertThat(parent.line("process ")).isEqualTo("exited(0)");
            assertWorks(parent);
            assertHoldsOnly(before, parent);
        }
    }

    /** Stopping takes threads, sockets, and a look into {@code /proc}: none of it may be needed. */
    @ParameterizedTest
    @EnumSource(names = {"FILES", "THREADS"})
    void F20_cancelledTask_isStoppedAllTheSame(Shortage shortage) {
        File begun = new File(folder, "begun");
        try (Victim parent = shortage.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            parent.send("open");
            parent.line("opened");
            parent.send("deaf " + begun);
            Pools.awaitFile(begun);
            Pid worker = parent.family().getFirst();
            shortage.begin(parent, 0);
            parent.send("cancel");
            worker.awaitDeath(Duration.ofSeconds(2));
            parent.send("close");
            parent.line("closed");
            shortage.end(parent);
            assertHoldsOnly(before, parent);
            assertWorks(parent);
            assertHoldsOnly(before, parent);
        }
    }

    /** Its worker is not waited for then, so that it is not run once more either. */
    @Test
    void F20_overdueTaskWithoutAThreadToStopIt_endsOnce_thoughItMightBeRetried() {
        File begun = new File(folder, "begun");
        try (Victim parent = Shortage.THREADS.start(Parent.class)) {
            parent.line("ready");
            parent.send("open-retrying " + Await.scaled(Duration.ofSeconds(2)).toMillis());
            parent.line("opened");
            parent.send("deaf " + begun);
            Pools.awaitFile(begun);
            Pid worker = parent.family().getFirst();
            Shortage.THREADS.begin(parent, 0);
            worker.awaitDeath(Duration.ofSeconds(10));
            Shortage.THREADS.end(parent);
            assertThat(outcome(parent, PARKED))
                    .contains("TaskTimeoutException")
                    .contains("there was no thread left to ask it");
            parent.send("close");
            parent.line("closed");
            assertWorks(parent);
        }
    }

    /** A long result is in a file, which is opened when the first one comes. */
    @Test
    void F20_longResultWithoutADescriptor_arrives_andItsWorkerLives() {
        try (Victim parent = Shortage.FILES.start(Parent.class)) {
            parent.line("ready");
            Holdings before = Holdings.of(parent);
            parent.send("open");
            parent.line("opened");
            parent.send("submit 1");
            assertThat(outcomes(parent, 1)).containsExactly("value");
            List<Pid> workers = parent.family();
            Shortage.FILES.begin(parent, 0);
            parent.send("long");
            assertThat(outcome(parent, 0)).isEqualTo("value");
            assertThat(parent.family()).isEqualTo(workers);
            Shortage.FILES.end(parent);
            parent.send("close");
            parent.line("closed");
            assertHoldsOnly(before, parent);
        }
    }
}
