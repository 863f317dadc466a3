package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.MemoryLimitException;
import dev.procession.RemoteException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.pool.Outcome;
import dev.procession.pool.TaskRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static WorkerDiedException died(ExitStatus status, @Nullable String report) {
        return new WorkerDiedException(
                "[pool p] worker died",
                new WorkerDiedException.Death(
                        "w",
                        7,
                        status,
                        "likely",
                        List.of(),
                        report,
                        report == null ? null : "C  [f]"));
    }

    private static Outcome<String, String> outcome(
            long index, int attempts, @Nullable Throwable cause) {
        var run = new TaskRun(index, attempts, 4711, Duration.ofMillis(12));
        return cause == null
                ? new Outcome.Ok<>("in", "1", run)
                : new Outcome.Failed<>("in", cause, run);
    }

    @Test
    void death_bySignal_hasTheSignal() {
        var failure = Failure.of(died(ExitStatus.signaled(9), null));
        assertThat(JsonText.ofPlain(failure.toMap()))
                .isEqualTo(
                        "{\"type\":\"dev.procession.WorkerDiedException\",\"message\":\"[pool p] worker died:"
                                + " pid=7, status=signaled(9); likely\",\"signal\":9,\"cause\":\"likely\","
                                + "\"stack\":[]}");
        assertThat(failure.line()).isEqualTo("signal 9; likely");
    }

    @Test
    void death_byExit_hasTheCode() {
        var failure = Failure.of(died(ExitStatus.exited(3), null));
        assertThat(failure.toMap()).containsEntry("exitCode", 3).doesNotContainKey("signal");
        assertThat(failure.line()).isEqualTo("exit code 3; likely");
    }

    @Test
    void death_withACrashReport_namesFrameAndReport() {
        var failure = Failure.of(died(ExitStatus.exited(1), "hs_err.log"));
        assertThat(failure.line()).isEqualTo("likely in C [f], see hs_err.log");
        assertThat(failure.toMap()).doesNotContainKey("exitCode");
    }

    @Test
    void verdicts_ofThePool_haveTheirStatus() {
        var frame = new StackTraceElement("a.B", "c", "B.java", 3);
        var timeout =
                Failure.of(
                        new TaskTimeoutException(
                                "[p] t", Duration.ofSeconds(1), List.of(frame), null));
        assertThat(timeout.status()).isEqualTo(Status.TIMEOUT);
        assertThat(timeout.stack()).containsExactly("a.B.c(B.java:3)");
        assertThat(Failure.of(new MemoryLimitException("m", null)).status())
                .isEqualTo(Status.MEMORY);
        assertThat(Failure.of(new CancellationException("c")).status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void exception_mirrored_isShownAsTheOriginal() {
        var mirror =
                new RemoteException(
                        "a.Custom", "gone\nwrong", "note", null, new StackTraceElement[0]);
        var failure = Failure.of(mirror);
        assertThat(failure.type()).isEqualTo("a.Custom");
        assertThat(failure.message()).isEqualTo("gone\nwrong");
        assertThat(failure.line()).isEqualTo("a.Custom: gone | wrong");
    }

    @Test
    void exception_thatLooksLikeAVerdict_isTheTasksOwn() {
        var carried = Failure.of(new TaskThrew(new CancellationException("inner")));
        assertThat(carried.status()).isEqualTo(Status.EXCEPTION);
        assertThat(carried.type()).isEqualTo("java.util.concurrent.CancellationException");
        var inner = new RemoteException("a.Custom", "m", null, null, new StackTraceElement[0]);
        var mirror =
                new RemoteException(
                        TaskThrew.class.getName(), null, null, inner, new StackTraceElement[0]);
        assertThat(Failure.of(mirror).type()).isEqualTo("a.Custom");
    }

    @Test
    void stack_belowTheTask_isLeftOut() {
        var thrown = new IllegalStateException();
        thrown.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement("a.B", "c", "B.java", 3),
                    new StackTraceElement("jdk.internal.reflect.X", "invoke", "X.java", 1),
                    new StackTraceElement(
                            BoundMethod.class.getName(), "call", "BoundMethod.java", 1),
                    new StackTraceElement("dev.procession.pool.Y", "run", "Y.java", 1)
                });
        assertThat(Failure.of(thrown).stack()).containsExactly("a.B.c(B.java:3)");
        var deep = new StackTraceElement[100];
        java.util.Arrays.fill(deep, new StackTraceElement("a.B", "c", "B.java", 3));
        thrown.setStackTrace(deep);
        assertThat(Failure.of(thrown).stack()).hasSize(65).endsWith("36 more");
    }

    @Test
    void tally_ofOutcomes_isTheSummary() {
        var tally = new Tally();
        tally.add(outcome(0, 1, null));
        tally.add(outcome(1, 3, new IllegalStateException()));
        tally.add(outcome(2, 0, new CancellationException()));
        assertThat(tally.json(1.23456, 4))
                .isEqualTo(
                        "{\"summary\":{\"inputs\":3,\"ok\":1,\"exception\":1,\"timeout\":0,\"memory\":0,"
                                + "\"died\":0,\"cancelled\":1,\"seconds\":1.235,\"workersStarted\":4}}");
        assertThat(tally.line(1.23456, 1))
                .isEqualTo(
                        "3 inputs: 1 ok, 1 exception, 1 cancelled, 2 retries; 1.2 s, 1 worker started");
    }

    @Test
    void reordering_ofOutcomesAsTheyCome_keepsTheOrderOfTheInputs() {
        List<Long> order = new ArrayList<>();
        try (var reordering =
                new Reordering<String, String>(each -> order.add(each.run().index()))) {
            for (long index : new long[] {2, 0, 1, 5, 4}) {
                reordering.accept(outcome(index, 1, null));
            }
            assertThat(order).containsExactly(0L, 1L, 2L);
        }
        assertThat(order).containsExactly(0L, 1L, 2L, 4L, 5L);
    }
}
