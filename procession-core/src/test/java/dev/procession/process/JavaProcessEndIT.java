package dev.procession.process;

import static dev.procession.process.Children.CAPTURED;
import static dev.procession.process.Children.awaitOutput;
import static dev.procession.process.Children.print;
import static dev.procession.process.Children.printed;
import static dev.procession.process.Children.readyAndHang;
import static dev.procession.process.Children.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ExitStatus;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows P4, P5 and P14: how a process ends. */
class JavaProcessEndIT {

    // ---- P4: join and exit code ----

    @Test
    void P4_join_withZeroOrNegativeTimeoutPolls() throws Exception {
        try (JavaProcess p = JavaProcess.start(CAPTURED, Children::hang)) {
            assertThat(p.join(Duration.ZERO)).isFalse();
            assertThat(p.join(Duration.ofSeconds(-1))).isFalse();
            assertThat(p.join(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
            assertThat(p.join(Duration.ofMillis(10))).isFalse();
            assertThat(p.exitCode()).isEmpty();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.running());
            p.kill();
            p.join();
            assertThat(p.join(Duration.ZERO)).isTrue();
            assertThat(p.join(Duration.ofSeconds(-1))).isTrue();
            assertThat(p.join(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        }
    }

    @Test
    void P4_exitCode_isZeroAfterReturn() throws Exception {
        assertEnd(start(() -> {}), ExitStatus.exited(0), 0);
    }

    @Test
    void P4_exitCode_isOneAfterUncaughtException() throws Exception {
        try (JavaProcess p =
                start(() -> {
                    throw new IOException("boom");
                })) {
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(1));
            assertThat(p.capturedErrors())
                    .contains("java.io.IOException: boom")
                    .contains("at dev.procession.process.JavaProcessEndIT");
        }
    }

    @Test
    void P4_exitCode_isThatOfExitAndHalt() throws Exception {
        assertEnd(start(() -> System.exit(3)), ExitStatus.exited(3), 3);
        assertEnd(start(() -> Runtime.getRuntime().halt(5)), ExitStatus.exited(5), 5);
    }

    @Test
    void P4_exitCode_isMinusTheSignalAfterKill() throws Exception {
        JavaProcess p = start(Children::hang);
        p.kill();
        assertEnd(p, ExitStatus.signaled(9), -9);
    }

    @Test
    void P4_exitCode_isMinusTheSignalAfterKill_alsoWhileItShutsDown() throws Exception {
        try (var isEnding = ProcessEvent.create();
                var never = ProcessEvent.create()) {
            JavaProcess p =
                    start(() ->
                            Runtime.getRuntime()
                                    .addShutdownHook(
                                            new Thread(() -> hangOnceNoted(isEnding, never))));
            isEnding.await();
            p.kill();
            assertEnd(p, ExitStatus.signaled(9), -9);
        }
    }

    /** Hangs in a shutdown that has left its note. */
    private static void hangOnceNoted(ProcessEvent isEnding, ProcessEvent never) {
        try {
            for (Thread each : Thread.getAllStackTraces().keySet()) {
                if (each.getName().equals("procession-exit-note")) {
                    each.join();
                }
            }
            isEnding.set();
            never.await();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void P4_exitCode_isMinusFifteenAfterTerminate() throws Exception {
        JavaProcess p = start(Children::readyAndHang);
        awaitOutput(p, "ready");
        p.terminate();
        assertEnd(p, ExitStatus.signaled(15), -15);
    }

    @Test
    void P4_exit137_isNotTakenForSigkill() throws Exception {
        assertEnd(start(() -> System.exit(137)), ExitStatus.exited(137), 137);
        assertEnd(start(() -> System.exit(143)), ExitStatus.exited(143), 143);
    }

    @Test
    void P4_segmentationFault_isASignal() throws Exception {
        assertEnd(
                start(() -> MemorySegment.NULL.reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 42L)),
                ExitStatus.signaled(11),
                -11);
    }

    @Test
    void P4_status_isPublishedOnceForAllJoiners() throws Exception {
        try (JavaProcess p = start(Children::readyAndHang);
                ExecutorService joiners = Executors.newFixedThreadPool(4)) {
            List<Future<ExitStatus>> seen =
                    java.util.stream.Stream.generate(() ->
                                    joiners.submit(() -> {
                                        p.join();
                                        return p.exitStatus();
                                    }))
                            .limit(4)
                            .toList();
            p.kill();
            for (Future<ExitStatus> each : seen) {
                assertThat(each.get()).isEqualTo(ExitStatus.signaled(9));
            }
        }
    }

    @Test
    void P4_interruptedJoin_leavesTheChildAlone() throws Exception {
        try (JavaProcess p = start(Children::hang)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(p::join).isInstanceOf(InterruptedException.class);
            assertThat(p.isAlive()).isTrue();
        }
    }

    // ---- P5: terminate, kill, close ----

    @Test
    void P5_terminate_runsShutdownHooks() throws Exception {
        try (JavaProcess p =
                start(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> print("hook ran")));
                    readyAndHang();
                })) {
            awaitOutput(p, "ready");
            p.terminate();
            p.join();
            assertThat(p.capturedOutput()).contains("hook ran");
        }
    }

    @Test
    void P5_terminateAndKill_afterTheEndDoNothing() throws Exception {
        try (JavaProcess p = start(() -> {})) {
            p.join();
            p.terminate();
            p.terminateTree();
            p.kill();
            p.killTree();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(0));
        }
    }

    static void family() throws IOException {
        JavaProcess.start(Children::readyAndHang);
        print("command " + new ProcessBuilder("sleep", "1000").start().pid() + " ");
        Children.hang();
    }

    @Test
    void P5_killTree_killsAllBelow() throws Exception {
        try (JavaProcess p = start(JavaProcessEndIT::family)) {
            awaitOutput(p, "ready");
            printed(p, "command ");
            List<Pid> below = Pid.of(p.pid()).descendants();
            assertThat(below).hasSize(2);
            p.killTree();
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(9));
            below.forEach(each -> each.awaitDeath(Duration.ofSeconds(1)));
        }
    }

    @Test
    void P5_terminateTree_terminatesAllBelow() throws Exception {
        try (JavaProcess p = start(JavaProcessEndIT::family)) {
            awaitOutput(p, "ready");
            printed(p, "command ");
            List<Pid> below = Pid.of(p.pid()).descendants();
            assertThat(below).hasSize(2);
            p.terminateTree();
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(15));
            below.forEach(each -> each.awaitDeath(Duration.ofSeconds(3)));
        }
    }

    @Test
    void P5_close_endsALiveChildAndFactsStayReadable() throws Exception {
        JavaProcess p = start(Children::readyAndHang);
        awaitOutput(p, "ready");
        long pid = p.pid();
        p.close();
        p.close();
        assertThat(p.isAlive()).isFalse();
        assertThat(p.pid()).isEqualTo(pid);
        assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(15));
        assertThat(p.exitCode()).isEqualTo(OptionalInt.of(-15));
        assertThat(p.toString()).contains(p.name(), "" + pid, "signaled(15)");
    }

    @Test
    void P5_close_isBoundedForAChildThatIgnoresSigterm() throws Exception {
        JavaProcess p =
                start(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(Children::hang));
                    readyAndHang();
                });
        awaitOutput(p, "ready");
        long before = System.nanoTime();
        p.close();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertThat(took).isLessThan(Await.scaled(Duration.ofSeconds(4)));
        assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(9));
    }

    @Test
    void P5_close_isBoundedForAStoppedChild() throws Exception {
        JavaProcess p = start(Children::readyAndHang);
        awaitOutput(p, "ready");
        Pid.of(p.pid()).signal("STOP");
        p.close();
        assertThat(p.exitStatus()).isEqualTo(ExitStatus.signaled(9));
    }

    // ---- P14: a child waits for its own threads ----

    @Test
    void P14_child_waitsForItsNonDaemonThreads() throws Exception {
        String go = folder.resolve("go").toString();
        try (JavaProcess p =
                start(() -> {
                    new Thread(
                                    () -> {
                                        awaitFile(go);
                                        print("thread done");
                                    })
                            .start();
                    Thread daemon = new Thread(Children::hang);
                    daemon.setDaemon(true);
                    daemon.start();
                    print("function done");
                })) {
            awaitOutput(p, "function done");
            assertThat(p.join(Duration.ofMillis(50))).isFalse();
            Files.createFile(Path.of(go));
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(0));
            assertThat(p.capturedOutput()).isEqualTo("function done\nthread done\n");
        }
    }

    @TempDir Path folder;

    private static void assertEnd(JavaProcess p, ExitStatus status, int code)
            throws InterruptedException {
        try (p) {
            p.join();
            assertThat(p.exitStatus()).as(p.capturedErrors()).isEqualTo(status);
            assertThat(p.exitCode()).isEqualTo(OptionalInt.of(code));
        }
    }

    static void awaitFile(String path) {
        Await.until(path + " exists", () -> new File(path).exists());
    }
}
