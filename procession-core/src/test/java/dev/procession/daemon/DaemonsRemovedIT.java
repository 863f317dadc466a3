package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.DaemonRunningException;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.DaemonsOfTest;
import dev.procession.testing.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row P10: daemons that are removed by one program while another one starts them. */
class DaemonsRemovedIT {

    private static final DaemonOptions UNTIL_READY =
            DaemonOptions.defaults().withSettleTime(Duration.ofSeconds(30));

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(60));

    @RegisterExtension final DaemonsOfTest daemons = new DaemonsOfTest();

    @TempDir Path signs;

    private static void serve() throws InterruptedException {
        Daemons.ready();
        new CountDownLatch(1).await();
    }

    private DaemonStatus start(String name) {
        return daemons.start(name, UNTIL_READY, DaemonsRemovedIT::serve);
    }

    /**
     * Has another process do something with the daemons of this one. It is none of a session of its
     * own, which would take ours for abandoned: tests of secrets have read all our files, and with
     * the first channel of the lock's file that this JVM closes it loses the lock.
     */
    private static JavaProcess run(String faults, TaskAction action) {
        return JavaProcess.start(
                ProcessOptions.defaults()
                        .withOutput(OutputMode.CAPTURED)
                        .withJvmOptions(
                                "-Dprocession.directory=" + Leftovers.base(),
                                "-Dprocession.fault=" + faults),
                action);
    }

    private static String output(JavaProcess process) throws InterruptedException {
        assertThat(process.join(LONG)).isTrue();
        assertThat(process.exitCode()).as(process.capturedErrors()).hasValue(0);
        return process.capturedOutput();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    private Path step(int number) {
        return signs.resolve("step" + number);
    }

    private void awaitStep(int number) {
        Path reached = signs.resolve("step" + number + ".reached");
        Await.until("step " + number + " is reached", () -> Files.exists(reached));
    }

    /**
     * Some file systems list first what was made last, others the reverse, or in an order of their
     * own: this file is last in neither.
     */
    private static void putAmongTheOthers(Path file) throws IOException {
        Files.delete(file);
        Files.createFile(file);
        Files.createFile(file.resolveSibling("log.1"));
    }

    @Test
    void P10_startDuringARemoval_isRefused_andAfterItsLastFileLosesNothing() throws Exception {
        start("renewed");
        Path directory = Daemons.stop("renewed").log().getParent();
        putAmongTheOthers(directory.resolve("start"));
        int files = files(directory).size();
        String waits =
                IntStream.rangeClosed(1, files)
                        .mapToObj(each -> "daemon.deleted:wait=" + step(each) + ":" + each)
                        .collect(Collectors.joining(";"));
        try (var remover =
                run(waits, () -> System.out.print("removed " + Daemons.remove("renewed")))) {
            for (int i = 1; i < files; i++) {
                awaitStep(i);
                assertThatThrownBy(() -> start("renewed"))
                        .as("after %d of %d files", i, files)
                        .isInstanceOf(DaemonRunningException.class)
                        .hasMessageContaining("somebody is starting or removing it");
                Files.createFile(step(i));
            }
            awaitStep(files);
            assertThat(directory).isEmptyDirectory();
            DaemonStatus renewed = start("renewed");
            List<Path> started = files(directory);
            Files.createFile(step(files));
            assertThat(output(remover)).isEqualTo("removed true");
            assertThat(files(directory)).isEqualTo(started);
            assertThat(Daemons.status("renewed").pid()).isEqualTo(renewed.pid());
            assertThat(Daemons.ping("renewed")).isPositive();
        }
    }

    @Test
    void P10_directoryRemovedWhileOneStarts_isMadeAgain() throws Exception {
        daemons.expect("early");
        try (var starter =
                run(
                        "daemon.made:wait=" + step(1) + ":1",
                        () -> {
                            DaemonStatus started =
                                    Daemons.start("early", UNTIL_READY, DaemonsRemovedIT::serve);
                            System.out.print(started.pid().getAsLong());
                        })) {
            awaitStep(1);
            assertThat(Daemons.remove("early")).isTrue();
            assertThat(DaemonFiles.of("early").directory()).doesNotExist();
            Files.createFile(step(1));
            long pid = Long.parseLong(output(starter));
            assertThat(Daemons.status("early").pid()).hasValue(pid);
        }
    }

    @Test
    void P10_directoryRemovedWhileAnotherRemovesIt_thereWasNothing() throws Exception {
        DaemonFiles files = DaemonFiles.of("late");
        assertThat(Starter.remove(files)).isFalse();
        assertThat(files.directory()).doesNotExist();
    }
}
