package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipeOrQueueTest {

    @Test
    void bothBringAllNumbers() throws Exception {
        var run = Examples.run(PipeOrQueue.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .map(line -> line.replaceAll("\\d+ ms", "N ms"))
                .containsExactly(
                        "round 1, pipe: sum 50005000 in N ms",
                        "round 1, queue: sum 50005000 in N ms",
                        "round 2, pipe: sum 50005000 in N ms",
                        "round 2, queue: sum 50005000 in N ms");
    }
}
