package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows O1 and O7: how large real workers are. */
class SizingIT {

    private static final long MEBI = 1L << 20;
    private static final long LIMIT = 1024 * MEBI;

    @TempDir Path folder;

    private static long maxHeap(int any) {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
    }

    private static String jvmOptions(int any) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().toString();
    }

    private static int processors(int any) {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String collectors(int any) {
        return ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName();
    }

    /** Opens a pool in a group whose memory is limited. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            Files.writeString(Path.of(arguments[0], "cgroup.procs"), "" + Pools.ownPid());
            try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(2))) {
                System.out.println("heap " + pool.sizing().maxHeapBytes().getAsLong() / MEBI);
                System.out.println("worker " + Pools.answer(pool, SizingIT::jvmOptions, 0));
            }
        }
    }

    /** Makes a group whose memory is limited, where this machine lets us. */
    private static Path group() {
        for (String line : List.of("memory/", "", "unified/")) {
            Path group = Path.of("/sys/fs/cgroup/" + line + "psize-" + Pools.ownPid());
            boolean isFirst = line.equals("memory/");
            try {
                Files.createDirectory(group);
                Files.writeString(
                        group.resolve(isFirst ? "memory.limit_in_bytes" : "memory.max"),
                        "" + LIMIT);
                return group;
            } catch (IOException notAllowedHere) {
                // Made, but without the memory controller.
                new File(group.toString()).delete();
            }
        }
        return Assumptions.abort("no control group with a memory limit can be made here");
    }

    @Test
    void O7_withinAMemoryLimit_workersShareWhatTheirParentLeaves() {
        Path group = group();
        try (Victim parent =
                Victim.start(Parent.class, List.of(group.toString()), List.of("-Xmx256m"))) {
            // Half of the 768 MiB that are left, less 64 for each.
            long heap = Long.parseLong(parent.line("heap "));
            assertThat(heap).isBetween(126L, 140L);
            assertThat(parent.line("worker "))
                    .contains("-Xmx" + heap * MEBI, "-XX:+UseSerialGC", "-Xms8m");
            parent.awaitEnd();
        } finally {
            Await.until("the group can be removed", () -> group.toFile().delete());
        }
    }

    @Test
    void O1_twoPools_share_andGiveBack() {
        PoolOptions one = PoolOptions.defaults().withWorkers(1);
        long alone = heapOf(one);
        try (var first = ProcessPool.open(one)) {
            assertThat((long) first.apply(SizingIT::maxHeap, 0)).isBetween(alone / 10 * 9, alone);
            try (var second = ProcessPool.open(one)) {
                long beside = second.sizing().maxHeapBytes().orElseThrow();
                assertThat(beside).isLessThanOrEqualTo(alone);
                assertThat((long) second.apply(SizingIT::maxHeap, 0))
                        .isBetween(beside / 10 * 9, beside);
            }
        }
        assertThat(heapOf(one)).isEqualTo(alone);
    }

    @Test
    void O1_aPoolThatCannotBeOpened_givesBackWhatItHad() {
        PoolOptions one = PoolOptions.defaults().withWorkers(1);
        Object cannotTravel = new Object();
        PoolOptions broken = one.withInitializer(() -> cannotTravel.hashCode());
        long before = heapOf(one);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> ProcessPool.open(broken)).isInstanceOf(CodecException.class);
        }
        assertThat(heapOf(one)).isEqualTo(before);
    }

    private static long heapOf(PoolOptions options) {
        try (var pool = ProcessPool.open(options)) {
            return pool.sizing().maxHeapBytes().orElseThrow();
        }
    }

    @Test
    void O1_workers_areToldOfTheirPartOfTheProcessors() {
        int all = Runtime.getRuntime().availableProcessors();
        try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(2 * all))) {
            assertThat(pool.sizing().processors()).isEqualTo(1);
            assertThat((int) pool.apply(SizingIT::processors, 0)).isEqualTo(1);
        }
    }

    @Test
    void O1_whatTheUserChooses_wins() {
        ProcessOptions chosen =
                ProcessOptions.defaults()
                        .withJvmOptions(
                                "-Xmx77m", "-XX:ActiveProcessorCount=3", "-XX:+UseParallelGC");
        PoolOptions options = PoolOptions.defaults().withWorkers(2).withProcess(chosen);
        try (var pool = ProcessPool.open(options)) {
            assertThat(pool.apply(SizingIT::maxHeap, 0)).isLessThanOrEqualTo(78 * MEBI);
            assertThat((int) pool.apply(SizingIT::processors, 0)).isEqualTo(3);
            assertThat(pool.apply(SizingIT::collectors, 0)).startsWith("PS ");
            assertThat(pool.sizing().collector()).isEqualTo("Parallel");
        }
        try (var pool =
                ProcessPool.open(PoolOptions.defaults().withWorkers(1).withMaxHeap("24m"))) {
            assertThat(pool.apply(SizingIT::maxHeap, 0)).isLessThanOrEqualTo(24 * MEBI);
            assertThat(pool.sizing().maxHeapBytes()).hasValue(24 * MEBI);
        }
        ProcessOptions byVariable =
                ProcessOptions.defaults().withEnvironment("JAVA_TOOL_OPTIONS", "-Xmx66m");
        try (var pool =
                ProcessPool.open(PoolOptions.defaults().withWorkers(1).withProcess(byVariable))) {
            assertThat(pool.apply(SizingIT::maxHeap, 0)).isLessThanOrEqualTo(67 * MEBI);
        }
    }

    // ---- the line in the log -----------------------------------------------------------------

    /** A pool that is used for a moment, and one that is used until a file is there. */
    static final class Program {
        public static void main(String[] arguments) {
            try (var pool =
                    ProcessPool.open(PoolOptions.defaults().withName("told").withWorkers(2))) {
                System.out.println("answer " + Pools.answer(pool, x -> x + 1, 41));
                if (arguments.length > 0) {
                    Pools.park(arguments[0]);
                }
            }
        }
    }

    @Test
    void O1_aPoolThatIsUsedForAMoment_loadsNoLoggers_andNoFlightRecorder() throws IOException {
        Path classes = folder.resolve("classes");
        try (Victim program = Victim.start(Program.class, "-Xlog:class+load:file=" + classes)) {
            assertThat(program.line("answer ")).isEqualTo("42");
            program.awaitEnd();
            assertThat(program.errors()).isEmpty();
        }
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains(" dev.procession.pool.Budget "))
                .noneMatch(line -> line.contains(" java.util.logging."))
                .noneMatch(line -> line.contains(" jdk.jfr."))
                .noneMatch(line -> line.contains(" java.lang.management."));
    }

    @Test
    void O1_sizing_isLoggedOnce_whereLoggingIsSetUp() throws IOException {
        Path configuration = folder.resolve("logging.properties");
        Files.writeString(
                configuration,
                """
                handlers=java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level=ALL
                dev.procession.level=FINE
                """);
        File gate = folder.resolve("gate").toFile();
        try (Victim program =
                Victim.start(
                        Program.class,
                        List.of(gate.getPath()),
                        List.of("-Djava.util.logging.config.file=" + configuration))) {
            assertThat(program.line("answer ")).isEqualTo("42");
            Await.until("the line is there", () -> !sizings(program).isEmpty());
            Pools.touch(gate.getPath());
            program.awaitEnd();
            assertThat(sizings(program))
                    .singleElement()
                    .asString()
                    .contains("[pool told] workers=2, processors=", "collector=Serial");
        }
    }

    /** Opens a pool for which no machine is large enough; no worker is started without a task. */
    static final class Greedy {
        public static void main(String[] arguments) {
            PoolOptions options = PoolOptions.defaults().withName("greedy").withWorkers(1 << 20);
            try (var pool = ProcessPool.open(options)) {
                System.out.println("workers " + pool.sizing().workers());
            }
        }
    }

    @Test
    void O1_moreWorkersThanFit_areAWarningInTheLog() {
        try (Victim program = Victim.start(Greedy.class)) {
            assertThat(program.line("workers ")).isEqualTo("" + (1 << 20));
            program.awaitEnd();
            assertThat(program.errors().stream().filter(line -> line.contains("greedy")))
                    .singleElement()
                    .asString()
                    .contains(
                            "WARNING", "[pool greedy] its workers need more memory than there is");
        }
    }

    private static List<String> sizings(Victim program) {
        return program.errors().stream().filter(line -> line.contains("workers=2")).toList();
    }
}
