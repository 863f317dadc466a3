package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own, as a shell would start it. */
@Timeout(240)
class ChaosIT {

    @TempDir Path directory;

    private @Nullable Process process;

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void chaos_threeSeconds_killsAndFindsNothing() throws Exception {
        start("--seconds", "3", "--seed", "1", "--json", "-q");
        assertThat(out() + err())
                .matches(
                        "\\{\"kills\":[1-9]\\d*,\"tasks\":[1-9]\\d*,\"lost\":0,\"duplicated\":0,"
                                + "\"orphans\":0,\"leaked\":0,\"wrong\":0}\n");
        assertThat(process.waitFor()).isZero();
        assertThat(sessions()).isEmpty();
    }

    /** Real processes; the thousand kills and stops of row F26 are those of SoakSimulationIT. */
    @Test
    void F26_chaosOfQueueAndLock_killsAndStopsAndFindsNothing() throws Exception {
        start("--targets", "queue,lock", "--seconds", "10", "--seed", "1", "--json", "-q");
        assertThat(out() + err())
                .matches(
                        "\\{\"kills\":[1-9]\\d*,\"elements\":[1-9]\\d*,\"forfeited\":\\d+,"
                                + "\"queue_stall_ms\":\\d+,\"sections\":[1-9]\\d*,\"repairs\":\\d+,"
                                + "\"lock_stall_ms\":\\d+,\"lost\":0,\"duplicated\":0,"
                                + "\"orphans\":0,\"leaked\":0,\"wrong\":0}\n");
        assertThat(process.waitFor()).isZero();
        assertThat(sessions()).isEmpty();
    }

    @Test
    void chaos_ofPipesAndManagers_killsAndStopsAndFindsNothing() throws Exception {
        start("--targets", "pipe,manager", "--seconds", "10", "--seed", "1", "--json", "-q");
        assertThat(out() + err())
                .matches(
                        "\\{\"kills\":[1-9]\\d*,\"messages\":[1-9]\\d*,\"moves\":\\d+,"
                                + "\"broken\":\\d+,\"given_up\":\\d+,\"dropped\":\\d+,"
                                + "\"pipe_stall_ms\":\\d+,\"steps\":[1-9]\\d*,\"managers\":\\d+,"
                                + "\"told_ms\":\\d+,\"manager_stall_ms\":\\d+,\"lost\":0,"
                                + "\"duplicated\":0,\"orphans\":0,\"leaked\":0,\"wrong\":0}\n");
        assertThat(process.waitFor()).isZero();
        assertThat(sessions()).isEmpty();
    }

    @Test
    void chaos_someKills_endsAfterThemWithATable() throws Exception {
        start("--kills", "5", "--workers", "2");
        assertThat(out()).as(this::err).matches("(?s)kills +\\d+\ntasks +[\\d,]+\n(\\w+ +0\n){5}");
        assertThat(process.waitFor()).isZero();
        assertThat(err()).matches("(?s)procession: chaos: seed \\d+, 2 workers\n.*");
    }

    @Test
    void chaos_interrupted_endsWithItsVerdict() throws Exception {
        start("--seconds", "600", "--seed", "2", "--json");
        awaitWorkers();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(out()).as(this::err).startsWith("{\"kills\":").endsWith("\"wrong\":0}\n");
        assertThat(process.waitFor()).isEqualTo(130);
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds, 0, '--seconds must be positive and below a million: --seconds=0.0'",
        "--seconds, NaN, '--seconds must be positive and below a million: --seconds=NaN'",
        "--kills, 0, '--kills must be at least 1: --kills=0'",
        "--targets, heap, '--targets are pool, queue, lock, pipe and manager: --targets=heap'",
        "--workers, 0, '--workers must be at least 1: --workers=0'",
        "--seed, x, 'Invalid value for option ''--seed'': ''x'' is not a long'",
        "--sede, 1, 'Unknown options: ''--sede'', ''1'''"
    })
    void chaos_mistake_isToldInOneLine(String option, String value, String message)
            throws Exception {
        start(option, value);
        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo("procession chaos: " + message + " (see procession chaos --help)\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private void start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dprocession.directory=" + directory);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.add("chaos");
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command)
                        .redirectError(directory.resolve("err").toFile())
                        .start();
    }

    private String out() throws Exception {
        return new String(process.getInputStream().readAllBytes());
    }

    private String err() {
        try {
            return Files.readString(directory.resolve("err"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private List<Path> sessions() throws Exception {
        try (var all = Files.newDirectoryStream(directory, "procession-*")) {
            List<Path> found = new ArrayList<>();
            all.forEach(found::add);
            return found;
        }
    }

    /** By then the pool is there; the first of all workers is that of the warming up. */
    private void awaitWorkers() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.children().count() < 3) {
            assertThat(System.nanoTime() - deadline).as("time for workers").isNegative();
            LockSupport.parkNanos(2_000_000);
        }
    }
}
