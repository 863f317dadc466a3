package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EveryOutcomeTest {

    @Test
    void N2_eachInputHasItsOutcome_inOrder() throws Exception {
        var run = Examples.run(EveryOutcome.class);
        assertThat(run.lines())
                .containsExactly(
                        "apple has 5 letters",
                        "throw threw java.lang.IllegalStateException: no throw",
                        "exit ended its process: exited(3)",
                        "hang ran longer than 500 ms",
                        "fig has 3 letters");
        assertThat(run.status()).isZero();
    }
}
