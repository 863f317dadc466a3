package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HundredTasksTest {

    @Test
    void synchronousIsSerial_asynchronousIsNot() throws Exception {
        var run = Examples.run(HundredTasks.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "synchronous: 338350, at a time 1", "asynchronous: 338350, at a time 16");
    }
}
