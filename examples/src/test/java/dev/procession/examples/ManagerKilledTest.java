package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagerKilledTest {

    @Test
    void M5_whoWaitsAndWhoComesLater_isTold() throws Exception {
        var run = Examples.run(ManagerKilled.class);
        // How the kernel says so depends on what was on its way.
        assertThat(run.lines().stream().map(line -> line.replaceFirst("(process off):.*", "$1")))
                .containsExactly(
                        "the consumer is given a job",
                        "the consumer is told: [Manager-1] the manager has ended, was closed, or"
                                + " has cut this process off",
                        "the consumer exited(0)",
                        "a later call is told: [Manager-1] the manager has ended:"
                                + " status=signaled(9)",
                        "one that wants a map is told: [Manager-1] the manager has ended:"
                                + " status=signaled(9)");
        assertThat(run.status()).isZero();
    }
}
