package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.RemoteException;
import dev.procession.WorkerDiedException;
import dev.procession.internal.util.Harm;
import dev.procession.testing.Await;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows F4 and F23, the initializer by every way to fail: a start that fails costs no task, and when
 * all starts do, the tasks that wait get the cause.
 */
@Timeout(60)
class InitializerFaultMatrixIT {

    private static final String NAME = "init";
    private static final int STARTS = 6;

    /** The boot of the JVM is in it, on a busy machine. */
    private static final Duration START_TIMEOUT = Await.scaled(Duration.ofSeconds(6));

    @TempDir static Path absent;

    @TempDir File directory;

    @BeforeAll
    static void makeTheAbsentClass() throws Exception {
        AbsentClass.make(absent);
    }

    /** The other ways cost a start timeout each time. */
    static Stream<Way> endingWays() {
        return Arrays.stream(Way.values()).filter(way -> !way.isHang());
    }

    private File starts() {
        return new File(directory, "starts");
    }

    /** In a worker: says that it starts, and does harm unless it is to do so once and did it. */
    private static void initialize(String directory, Way way, boolean always) {
        Pools.touch(directory + "/starts/" + Pools.ownPid());
        if (always || new File(directory, "harmless").renameTo(new File(directory, "harmful"))) {
            Harm.by(way.harm);
        }
    }

    private PoolOptions options(Way way, boolean always) {
        assertThat(starts().mkdir()).isTrue();
        String path = directory.getPath();
        Pools.touch(path + "/harmless");
        ProcessOptions process =
                ProcessOptions.defaults()
                        .withOutput(OutputMode.DISCARDED)
                        .withClassPath(List.of(absent));
        if (way == Way.HEAP) {
            process = process.withMaxHeap("24m");
        }
        if (way == Way.METASPACE) {
            process = process.withJvmOptions("-XX:MaxMetaspaceSize=16m");
        }
        if (way.isHang()) {
            process = process.withStartTimeout(START_TIMEOUT);
        }
        return PoolOptions.defaults()
                .withWorkers(1)
                .withName(NAME)
                .withStopGrace(Duration.ofMillis(200))
                .withProcess(process)
                .withInitializer(() -> initialize(path, way, always));
    }

    /** Crashes leave reports, which outlive a run on purpose. */
    @AfterEach
    void deleteReports() throws Exception {
        Path reports =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "procession-crashes-" + System.getProperty("user.name"));
        for (String pid : starts().list()) {
            Files.deleteIfExists(reports.resolve("hs_err_pid" + pid + ".log"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SPIN")
    void F4_firstInitializerFails_noTaskIsLost(Way way) throws Exception {
        try (var pool = ProcessPool.open(options(way, false))) {
            Bystanders tasks = new Bystanders(pool, directory);
            tasks.add(10);
            tasks.check();
            assertThat(pool.workers()).hasSize(1);
            assertThat(pool.workers().getFirst().name()).isEqualTo(NAME + "-2");
            tasks.checkRuns("none", 0, List.of());
            assertThat(starts().list()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("endingWays")
    void F23_allInitializersFail_waitingTasksGetTheCause(Way way) throws Exception {
        try (var pool = ProcessPool.open(options(way, true))) {
            Bystanders tasks = new Bystanders(pool, directory);
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (Bystanders.Task task : tasks.tasks("waiting", 3)) {
                waiting.add(pool.submit(() -> Bystanders.Task.run(task)));
            }
            Throwable thrown = Pools.failure(waiting.getFirst());
            assertThat(thrown).isExactlyInstanceOf(WorkerDiedException.class);
            check(way, (WorkerDiedException) thrown);
            for (CompletableFuture<?> each : waiting) {
                assertThat(Pools.failure(each)).isSameAs(thrown);
            }
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isExactlyInstanceOf(RejectedExecutionException.class)
                    .hasCause(thrown);
            tasks.checkRuns("none", 0, List.of());
            assertThat(starts().list()).hasSize(STARTS);
        }
    }

    private static void check(Way way, WorkerDiedException thrown) {
        assertThat(thrown)
                .hasMessageStartingWith(
                        "[pool init] worker init-6 could not be started, 6 times in a row: pid="
                                + thrown.pid())
                .hasMessageContaining("; " + thrown.death().likelyCause());
        if (way.isDeath()) {
            Verdict verdict = new Verdict(Phase.RUN, way, Duration.ZERO);
            assertThat(thrown.exitStatus()).isEqualTo(verdict.status());
            assertThat(thrown.death().likelyCause())
                    .contains(verdict.likelyCause())
                    .endsWith(", within its initializer");
            assertThat(thrown.death().crashReport() != null).isEqualTo(way == Way.SEGFAULT);
            assertThat(thrown.getCause()).isNull();
        } else {
            assertThat(thrown.death().likelyCause())
                    .startsWith("its initializer failed: " + Verdict.nameOfThrown(way));
            assertThat(thrown.getCause()).isExactlyInstanceOf(RemoteException.class);
            assertThat(((RemoteException) thrown.getCause()).remoteClassName())
                    .isEqualTo(Verdict.nameOfThrown(way));
        }
    }
}
