package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallbackTest {

    @Test
    void resultsAndFailures_areToldInTheSubmitter() throws Exception {
        var run = Examples.run(Callback.class);
        assertThat(run.status()).isZero();
        var submitter = run.lines().getFirst().replaceFirst(" submits", "");
        assertThat(submitter).matches("process \\d+");
        assertThat(run.lines().subList(1, run.lines().size()))
                .containsExactlyInAnyOrder(
                        submitter + " is told: 4 / 2 = 2",
                        submitter + " is told: 10 / 2 = 5",
                        submitter
                                + " is told: failed: java.lang.IllegalArgumentException: 7 is odd");
    }
}
