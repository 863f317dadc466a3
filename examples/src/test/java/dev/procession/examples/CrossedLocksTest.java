package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrossedLocksTest {

    @Test
    void S4_oneGivesWay_andTheOtherGoesOn() throws Exception {
        var run = Examples.run(CrossedLocks.class);
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "Process-1 waits for the knife",
                        "Process-2 waits for the fork",
                        "gives way",
                        "has both locks");
        assertThat(run.status()).isZero();
    }
}
