package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoOrphansTest {

    @Test
    void P8_programIsKilled_itsChildrenAreGone() throws Exception {
        var run = Examples.run(NoOrphans.class);
        assertThat(run.lines())
                .containsExactly("running: 4", "the program signaled(9)", "running: 0");
        assertThat(run.status()).isZero();
    }
}
