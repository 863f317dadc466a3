package dev.procession.internal.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ProcessOptions;
import dev.procession.internal.launch.ChildCommand;
import dev.procession.internal.launch.ChildCommand.Kind;
import dev.procession.internal.launch.Session;
import dev.procession.internal.launch.Sessions;
import dev.procession.internal.ring.QueueGlance;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ForkedProcess;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Row P11: what processes tell whoever asks. */
class DeskIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long SELF = ProcessHandle.current().pid();

    private static Path directory() {
        return Session.current().path("lock").getParent();
    }

    private static Optional<DeskReport> ask() throws Exception {
        return Inquiry.ask(directory(), Duration.ofSeconds(5)).getOrDefault(SELF, Optional.empty());
    }

    private static Optional<DeskReport.Child> childNamed(String name) throws Exception {
        return ask().stream()
                .flatMap(report -> report.children().stream())
                .filter(child -> child.name().equals(name))
                .findFirst();
    }

    private static void stick(String input) throws Exception {
        new CountDownLatch(1).await();
    }

    private static Void stickAt(String input) throws Exception {
        stick(input);
        return null;
    }

    @Test
    void P11_ownerTellsOfItsProcesses_andHasNoDeskWithoutAny() throws Exception {
        PoolOptions options = PoolOptions.defaults().withName("looked-at").withWorkers(1);
        try (JavaProcess process =
                        JavaProcess.start(
                                ProcessOptions.defaults().withName("single"), () -> stick(""));
                ProcessPool pool = ProcessPool.open(options)) {
            CompletableFuture<Void> stuck = pool.applyAsync(DeskIT::stickAt, "chapter 7");
            Await.until(
                    "the task is told of",
                    LONG,
                    () ->
                            childNamed("looked-at-1")
                                    .filter(each -> each.state() == DeskReport.State.BUSY)
                                    .isPresent());
            DeskReport.Child worker = childNamed("looked-at-1").orElseThrow();
            assertThat(worker.pid()).isEqualTo(pool.workers().getFirst().pid());
            assertThat(worker.pool()).isEqualTo("looked-at");
            assertThat(worker.task()).isEqualTo("task 1: chapter 7");
            assertThat(worker.taskNanos()).isPositive();
            assertThat(childNamed("single"))
                    .hasValue(
                            DeskReport.Child.of(process.pid(), "single", DeskReport.Role.PROCESS));
            assertThat(ask().orElseThrow().pools())
                    .containsExactly(new DeskReport.Pool("looked-at", 1, 1, 0, 0, 0));
            pool.shutdownNow();
            Await.until("the task is given up", LONG, stuck::isCancelled);
        }
        Await.until(
                "the desk is closed",
                LONG,
                () -> Inquiry.ask(directory(), Duration.ofSeconds(5)).isEmpty());
    }

    @Test
    void P11_reports_areWhatTheyWere_andNonsenseIsRefused() throws Exception {
        DeskReport report =
                new DeskReport(
                        4711,
                        "MainProcess",
                        0,
                        List.of(
                                new DeskReport.Child(
                                        4712,
                                        "render-1",
                                        DeskReport.Role.WORKER,
                                        "render",
                                        DeskReport.State.BUSY,
                                        "input 3: ü",
                                        17,
                                        5)),
                        List.of(new DeskReport.Pool("render", 2, 1, 9, 5, 1)));
        assertThat(DeskReport.decode(report.encode())).isEqualTo(report);
        byte[] cut = Arrays.copyOf(report.encode(), 30);
        assertThatThrownBy(() -> DeskReport.decode(cut)).isInstanceOf(IOException.class);
        byte[] other = report.encode();
        other[3]++;
        assertThatThrownBy(() -> DeskReport.decode(other))
                .isInstanceOf(IOException.class)
                .hasMessage("it has another version of this library: its=2, ours=1");
    }

    @Test
    void P11_queues_areSeenInMemory_whoeverAnswers() {
        try (ProcessQueue<String> queue = ProcessQueue.bounded(10)) {
            queue.add("a");
            queue.add("b");
            queue.poll();
            QueueGlance seen = new QueueGlance(SELF, 1, 10, false, false);
            assertThat(QueueGlance.all(directory(), SELF)).contains(seen);
            queue.complete();
            assertThat(QueueGlance.all(directory(), SELF))
                    .contains(new QueueGlance(SELF, 1, 10, true, false));
        }
        assertThat(QueueGlance.all(directory(), SELF))
                .doesNotContain(new QueueGlance(SELF, 1, 10, true, false));
    }

    @Test
    void P11_sessions_areFound_andThoseOfTheKilledAreToldApart() throws Exception {
        Path own = directory();
        Path left = own.resolveSibling("procession-1-0123456789ab");
        Files.createDirectory(
                left,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(left.resolve("lock"));
        try {
            assertThat(Sessions.all())
                    .contains(
                            new Sessions.Found(own, SELF, false),
                            new Sessions.Found(left, 1, true));
        } finally {
            Files.delete(left.resolve("lock"));
            Files.delete(left);
        }
    }

    @Test
    void P11_processes_areToldApartByTheirStart() throws Exception {
        ProcessSight self = ProcessSight.of(SELF).orElseThrow();
        assertThat(self.isStillThere()).isTrue();
        assertThat(self.residentBytes()).isPositive();
        assertThat(ProcessSight.all()).containsKey(SELF);
        Process brief = new ProcessBuilder("sleep", "60").start();
        ProcessSight seen = ProcessSight.of(brief.pid()).orElseThrow();
        assertThat(seen.parent()).isEqualTo(SELF);
        brief.destroyForcibly().waitFor();
        assertThat(seen.isStillThere()).isFalse();
    }

    @Test
    void P11_processes_areNamedByTheirCommandLine_withoutTheirParent() throws Exception {
        var longName = "re\nader " + "x".repeat(100);
        try (JavaProcess child =
                JavaProcess.start(
                        ProcessOptions.defaults().withName(longName), DeskIT::stick, "")) {
            var shown = new ChildCommand(Kind.CHILD, "re ader " + "x".repeat(92));
            Await.until("the child is seen", () -> isSeen(child.pid(), shown));
        }
        ForkedProcess fork = ForkedProcess.fork(() -> stick(""));
        Await.until(
                "the fork is seen", () -> isSeen(fork.pid(), new ChildCommand(Kind.FORK, "fork")));
        fork.kill();
        fork.join();
        assertThat(ProcessSight.of(SELF).orElseThrow().ours()).isNull();
    }

    private static boolean isSeen(long pid, ChildCommand shown) {
        return shown.equals(ProcessSight.of(pid).orElseThrow().ours());
    }
}
