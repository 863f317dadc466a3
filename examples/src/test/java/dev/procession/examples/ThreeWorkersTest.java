package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreeWorkersTest {

    @Test
    void oneName_threePids() throws Exception {
        var run = Examples.run(ThreeWorkers.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(4).last().isEqualTo("one name, 3 pids");
        assertThat(run.lines().subList(0, 3))
                .map(line -> line.replaceAll("\\d+ has", "PID has"))
                .containsExactlyInAnyOrder(
                        "worker PID has job 1", "worker PID has job 2", "worker PID has job 3");
    }
}
