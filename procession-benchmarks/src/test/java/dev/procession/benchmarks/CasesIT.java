package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class CasesIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apply",
                "apply-2",
                "map-1",
                "map-auto",
                "start",
                "start-fresh",
                "memory",
                "idle",
                "fault",
                "close",
                "recycle",
                "elastic",
                "lock",
                "lock-2",
                "pingpong",
                "queue-1",
                "queue-4",
                "queue-1m",
                "pipe",
                "pipe-1m",
                "array",
                "array-shared",
                "manager-map",
                "manager-list",
                "manager-lock",
                "manager-queue",
                "manager-batch",
                "manager-32",
                "thread-start",
                "thread-memory",
                "thread-share",
                "thread-cpu",
                "thread-io",
                "process-per-task"
            })
    void run_smoke_hasOurFiguresAndThosePeersThatAreThere(String name) throws Exception {
        try (var scratch = Scratch.create()) {
            var result = Runner.run(find(name, scratch, "python3"), () -> {});
            assertThat(result.failure()).isNull();
            if (ProcFiles.exist()) {
                assertThat(result.figures()).containsKey("procession");
            }
            // PP4J may wait for ever for what a killed worker ran.
            assertThat(result.absent().values())
                    .allMatch(reason ->
                            reason.equals("python3 was not found")
                                    || reason.equals(Cases.NO_PROC)
                                    || name.equals("fault")
                                            && reason.equals(
                                                    "it gave no answer within 7 s and was killed"));
            awaitEndOf("PROCESSION_BENCH_PEER=" + ProcessHandle.current().pid());
        }
    }

    /** What CPython has started for itself ends a moment after it. */
    private static void awaitEndOf(String mark) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!ProcFiles.having(mark).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(ProcFiles.having(mark)).isEmpty();
    }

    @Test
    void run_noPython_stillHasOurs() throws Exception {
        try (var scratch = Scratch.create()) {
            var result = Runner.run(find("apply", scratch, "no-such-python"), () -> {});
            assertThat(result.figures()).containsKey("procession").doesNotContainKey("cpython");
            assertThat(result.absent()).containsEntry("cpython", "no-such-python was not found");
        }
    }

    @Test
    void scratch_closed_isGone() throws Exception {
        Path script;
        Path classes;
        try (var scratch = Scratch.create()) {
            script = scratch.script();
            classes = scratch.hello();
            assertThat(scratch.hello()).isEqualTo(classes);
            assertThat(Files.readString(script)).contains("multiprocessing");
        }
        assertThat(script.getParent()).doesNotExist();
    }

    private static Case find(String name, Scratch scratch, String python) {
        return new Cases(Scale.SMOKE, scratch, python)
                .all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
}
