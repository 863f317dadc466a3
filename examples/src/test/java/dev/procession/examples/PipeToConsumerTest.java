package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipeToConsumerTest {

    @Test
    void consumer_isToldOfTheEnd() throws Exception {
        var run = Examples.run(PipeToConsumer.class);
        assertThat(run.status()).isZero();
        // What a child prints comes when it comes.
        assertThat(run.lines())
                .containsOnlyOnce("the right end is still here: false")
                .containsSubsequence(
                        "received \"bun\"",
                        "received \"\"",
                        "received \"dumpling\"",
                        "the end of the stream")
                .hasSize(5);
    }
}
