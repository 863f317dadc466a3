package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsThroughPoolTest {

    @Test
    void queueIsAnArgument() throws Exception {
        var run = Examples.run(WordsThroughPool.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "asynchronous: 4 words, [when, in, the, course]",
                        "synchronous: 4 words, [when, in, the, course]");
    }
}
