package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row P7: for whom the parent waits, and whom it ends. */
class DaemonIT {

    @TempDir Path folder;

    /** Arguments: a file for the children to wait for; then "daemon" or "worker" for each. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            for (String kind : List.of(arguments).subList(1, arguments.length)) {
                ProcessOptions options =
                        ProcessOptions.defaults()
                                .withName(kind)
                                .withDaemon(kind.equals("daemon"))
                                .withOutput(OutputMode.INHERITED);
                JavaProcess p = JavaProcess.start(options, Parent::work, arguments[0]);
                System.out.println("pid of " + kind + " " + p.pid());
            }
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            switch (in.readLine()) {
                case "return" -> System.out.println("main returns");
                case "exception" -> throw new IOException("thrown by main");
                case "exit" -> System.exit(3);
                case String other -> throw new IllegalArgumentException(other);
            }
        }

        static void work(String go) {
            String name = JavaProcess.current().name();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println(name + " ends")));
            System.out.println(name + " is ready");
            Await.until(go + " exists", Duration.ofSeconds(60), () -> new File(go).exists());
            if (name.equals("daemon")) {
                Children.hang();
            }
            System.out.println(name + " is done");
        }
    }

    private Victim parent(String... kinds) {
        List<String> arguments = new java.util.ArrayList<>(List.of(kinds));
        arguments.add(0, folder.resolve("go").toString());
        return Victim.start(Parent.class, arguments, List.of());
    }

    private void go() throws IOException {
        Files.createFile(folder.resolve("go"));
    }

    @Test
    void P7_mainReturns_nonDaemonChildIsWaitedFor() throws Exception {
        try (Victim parent = parent("worker")) {
            parent.line("worker is ready");
            parent.send("return");
            parent.line("main returns");
            assertThat(Await.holds(Duration.ofMillis(100), () -> !parent.pid().isAlive()))
                    .isFalse();
            go();
            parent.line("worker is done");
            assertThat(parent.awaitEnd()).isZero();
        }
    }

    @Test
    void P7_mainReturns_daemonChildIsTerminated() {
        try (Victim parent = parent("daemon")) {
            parent.line("daemon is ready");
            parent.send("return");
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).contains("daemon ends").doesNotContain("daemon is done");
        }
    }

    @Test
    void P7_mainReturns_daemonsAreTerminatedAfterTheOthersHaveEnded() throws Exception {
        try (Victim parent = parent("daemon", "worker")) {
            Pid daemon = Pid.of(parent.line("pid of daemon "));
            Await.until(
                    "both are ready",
                    () ->
                            parent.output()
                                    .containsAll(List.of("daemon is ready", "worker is ready")));
            parent.send("return");
            parent.line("main returns");
            assertThat(daemon.isAlive()).isTrue();
            go();
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).containsSubsequence("worker is done", "daemon ends");
        }
    }

    @Test
    void P7_mainThrows_nonDaemonChildIsWaitedFor() throws Exception {
        try (Victim parent = parent("worker")) {
            parent.line("worker is ready");
            parent.send("exception");
            Await.until(
                    "main has thrown", () -> parent.errors().toString().contains("thrown by main"));
            assertThat(parent.pid().isAlive()).isTrue();
            go();
            parent.line("worker is done");
            assertThat(parent.awaitEnd()).isEqualTo(1);
        }
    }

    @Test
    void P7_mainThrows_daemonChildIsTerminated() {
        try (Victim parent = parent("daemon")) {
            parent.line("daemon is ready");
            parent.send("exception");
            assertThat(parent.awaitEnd()).isEqualTo(1);
            assertThat(parent.output()).contains("daemon ends");
        }
    }

    @Test
    void P7_systemExit_endsAllChildren() {
        try (Victim parent = parent("daemon", "worker")) {
            Await.until(
                    "both are ready",
                    () ->
                            parent.output()
                                    .containsAll(List.of("daemon is ready", "worker is ready")));
            parent.send("exit");
            assertThat(parent.awaitEnd()).isEqualTo(3);
            parent.awaitNoSurvivors(Duration.ofSeconds(1));
            assertThat(parent.output())
                    .contains("daemon ends", "worker ends")
                    .doesNotContain("worker is done");
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void P7_signal_endsAllChildren(String signal, int code) {
        try (Victim parent = parent("daemon", "worker")) {
            Await.until(
                    "both are ready",
                    () ->
                            parent.output()
                                    .containsAll(List.of("daemon is ready", "worker is ready")));
            assumeFalse(
                    signal.equals("INT") && parent.pid().ignoresInterrupt(),
                    "what started the tests has SIGINT ignored, as a shell does for background jobs");
            parent.pid().signal(signal);
            assertThat(parent.awaitEnd()).isEqualTo(code);
            parent.awaitNoSurvivors(Duration.ofSeconds(1));
            assertThat(parent.output()).contains("daemon ends", "worker ends");
        }
    }
}
