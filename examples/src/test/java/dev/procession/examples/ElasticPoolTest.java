package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ElasticPoolTest {

    @Test
    void growsToTwenty_shrinksToThree() throws Exception {
        var run = Examples.run(ElasticPool.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "3 tasks: 3 processes", "20 tasks: 20 processes", "no tasks: 3 processes");
    }
}
