package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends {@code procession map} early: signals, a closed output, the death of its process. */
@Timeout(120)
class MapEndingIT {

    private static final String ACT = Tasks.class.getName() + "::act";
    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    @TempDir Path directory;

    private static void signal(Process process, String name) throws Exception {
        signal(name, String.valueOf(process.pid()));
    }

    private static void signal(String name, String target) throws Exception {
        var command = List.of("kill", "-" + name, "--", target);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** Starts a command that hangs after its first result; returns when that is there. */
    private static List<ProcessHandle> awaitFirst(CommandProcess command, BufferedReader out)
            throws Exception {
        assertThat(out.readLine()).contains("first");
        return command.children();
    }

    private static void assertEnded(List<ProcessHandle> workers) {
        assertThat(workers).isNotEmpty();
        assertThat(
                        CommandProcess.holdsWithin(
                                Duration.ofSeconds(1),
                                () -> workers.stream().noneMatch(CommandProcess::runs)))
                .as("all workers have ended within a second")
                .isTrue();
    }

    private CommandProcess startHanging() throws Exception {
        return CommandProcess.inOwnGroup(
                directory, NOTHING, "map", ACT, "first", "hang", "hang", "--json", "-j", "2");
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143", "HUP,129"})
    void signal_once_cancelsWhatDoesNotEndAndPrintsTheSummary(String name, int status)
            throws Exception {
        try (var command = startHanging()) {
            assertEndsInOrder(command, name, "" + command.process().pid(), status);
        }
    }

    /** As a terminal sends it: no worker dies of it before the command has cancelled its task. */
    @Test
    void F25_interruptOfTheGroup_cancelsWhatDoesNotEndAndPrintsTheSummary() throws Exception {
        try (var command = startHanging()) {
            assertEndsInOrder(command, "INT", "-" + command.process().pid(), 130);
        }
    }

    private static void assertEndsInOrder(
            CommandProcess command, String name, String target, int status) throws Exception {
        var out = command.out();
        var workers = awaitFirst(command, out);
        signal(name, target);
        var rest = out.lines().toList();
        assertThat(rest).hasSize(3);
        assertThat(rest.get(0)).contains("\"status\":\"cancelled\"");
        assertThat(rest.get(2)).contains("\"inputs\":3,\"ok\":1,").contains("\"cancelled\":2,");
        assertThat(command.await().status()).isEqualTo(status);
        assertEnded(workers);
        assertThat(command.leftovers()).isEmpty();
    }

    @Test
    void interrupt_whileWaitingForInputs_ends() throws Exception {
        try (var command =
                new CommandProcess(
                        directory,
                        ProcessBuilder.Redirect.PIPE,
                        "map",
                        ACT,
                        "--input-file",
                        "-",
                        "--json")) {
            var stdin = command.process().getOutputStream();
            stdin.write("first\n".repeat(600).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            stdin.flush();
            var out = command.out();
            awaitFirst(command, out);
            signal(command.process(), "INT");
            assertThat(out.lines().toList())
                    .last()
                    .asString()
                    .matches(".*\"inputs\":(\\d+),\"ok\":\\1,.*");
            assertThat(command.await().status()).isEqualTo(130);
        }
    }

    @Test
    void interrupt_twice_endsAtOnceAndLeavesNothing() throws Exception {
        try (var command =
                new CommandProcess(
                        directory, NOTHING, "map", ACT, "first", "hang", "hang", "--json", "-j",
                        "2")) {
            var out = command.out();
            var workers = awaitFirst(command, out);
            signal(command.process(), "INT");
            assertThat(
                            CommandProcess.holdsWithin(
                                    Duration.ofSeconds(20), () -> saysThatItStops(command)))
                    .isTrue();
            signal(command.process(), "INT");
            assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(command.process().exitValue()).isEqualTo(130);
            assertEnded(workers);
            assertThat(command.leftovers()).isEmpty();
        }
    }

    private static boolean saysThatItStops(CommandProcess command) {
        try {
            return command.err().contains("procession: stopping");
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void output_closedByItsReader_endsSilently() throws Exception {
        try (var command =
                new CommandProcess(
                        directory,
                        ProcessBuilder.Redirect.from(new File("/dev/zero")),
                        "map",
                        Tasks.class.getName() + "::upper",
                        "first",
                        "--input-file",
                        "-",
                        "--null",
                        "-q")) {
            var out = command.out();
            assertThat(out.readLine()).isEqualTo("FIRST");
            var workers = command.children();
            out.close();
            assertThat(command.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(command.err()).isEmpty();
            assertThat(command.process().exitValue()).isEqualTo(141);
            assertEnded(workers);
            assertThat(command.leftovers()).isEmpty();
        }
    }

    @Test
    void command_killed_leavesNoWorker() throws Exception {
        try (var command =
                new CommandProcess(
                        directory, NOTHING, "map", ACT, "first", "hang", "hang", "--json", "-j",
                        "2")) {
            var workers = awaitFirst(command, command.out());
            signal(command.process(), "KILL");
            assertThat(command.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertEnded(workers);
        }
    }
}
