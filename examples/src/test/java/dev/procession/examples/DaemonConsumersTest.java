package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DaemonConsumersTest {

    @Test
    void joinWaitsForAll_theProgramEndsItsDaemons() throws Exception {
        var run = Examples.run(DaemonConsumers.class);
        assertThat(run.status()).isZero();
        // What daemons print comes when it comes.
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "taken, and never done: 1",
                        "done: 1",
                        "done: 2",
                        "done: 3",
                        "done: 4",
                        "done: 5",
                        "done: 6",
                        "consumers that wait for more: 2");
    }
}
