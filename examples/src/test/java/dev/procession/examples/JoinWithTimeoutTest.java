package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinWithTimeoutTest {

    @Test
    void exitCode_isMinusTheSignal() throws Exception {
        var run = Examples.run(JoinWithTimeout.class);
        assertThat(run.lines())
                .containsExactly(
                        "ended in time: false", "alive: true", "alive: false", "exit code: -15");
        assertThat(run.status()).isZero();
    }
}
