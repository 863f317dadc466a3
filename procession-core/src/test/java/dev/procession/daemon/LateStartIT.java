package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.DaemonStartException;
import dev.procession.ProcessOptions;
import dev.procession.testing.Ending;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row P10: starts that are late by next to nothing. Whatever was about to be heard of the daemon,
 * it does not run when the start says that it was late.
 */
class LateStartIT {

    /** Starts a daemon and tells how that went. */
    static final class StarterMain {
        public static void main(String[] arguments) throws IOException {
            Duration limit = Duration.parse(arguments[0]);
            DaemonOptions options =
                    DaemonOptions.defaults()
                            .withProcess(ProcessOptions.defaults().withStartTimeout(limit))
                            .withSettleTime(Duration.ofMillis(100));
            try {
                System.out.println("up " + Daemons.start("late", options, LateStartIT::serve));
            } catch (DaemonStartException late) {
                System.out.println("refused " + late.getMessage());
            }
            System.out.println("state " + Daemons.status("late").state());
            Ending.awaitOrder();
        }
    }

    private static void serve() throws InterruptedException {
        Daemons.ready();
        new CountDownLatch(1).await();
    }

    /** The starter stands still at a place until the watchdog has found that it is too late. */
    private static Victim start(String place, Path folder, String limit) {
        Path late = folder.resolve("late");
        return Victim.start(
                StarterMain.class,
                List.of(limit),
                List.of(
                        "-Dprocession.fault=watchdog.late:mark="
                                + late
                                + ";"
                                + place
                                + ":wait="
                                + late
                                + ".reached"));
    }

    private static void assertRefused(Victim starter, String millis) {
        assertThat(starter.lineOf("up ", "refused "))
                .startsWith(
                        "refused [daemon late] it could not be started: it was not up within "
                                + millis
                                + " ms");
        assertThat(starter.line("state ")).isEqualTo("CRASHED");
        starter.awaitNoSurvivors(Duration.ofSeconds(5));
    }

    @Test
    void P10_lateBeforeItsProcessIsKnown_itIsKilled(@TempDir Path folder) {
        try (Victim starter = start("starter.pid", folder, "PT0.3S")) {
            assertRefused(starter, "400");
        }
    }

    @Test
    void P10_lateWhenItsReportWasRead_itIsKilled_andNotSaidToBeUp(@TempDir Path folder) {
        try (Victim starter = start("starter.heard", folder, "PT1.9S")) {
            assertRefused(starter, "2000");
        }
    }
}
