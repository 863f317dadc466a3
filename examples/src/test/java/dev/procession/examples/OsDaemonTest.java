package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OsDaemonTest {

    @Test
    void P10_itIsDetached_answers_isOne_andStops() throws Exception {
        var run = Examples.run(OsDaemon.class);
        assertThat(run.lines()).hasSize(5);
        assertThat(run.lines().get(0)).isEqualTo("state RUNNING, our child? no");
        assertThat(run.lines().get(1)).matches("answered in \\d+ us");
        assertThat(run.lines().get(2)).matches("a second one is refused: pid \\d+ has the name");
        assertThat(run.lines().get(3)).isEqualTo("state STOPPED: it was asked to stop");
        assertThat(run.lines().get(4)).isEqualTo("its log began with: serving");
        assertThat(run.status()).isZero();
    }
}
