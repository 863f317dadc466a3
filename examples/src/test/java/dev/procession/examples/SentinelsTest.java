package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentinelsTest {

    @Test
    void everyConsumerStops_allIsEaten() throws Exception {
        var run = Examples.run(Sentinels.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(11).last().isEqualTo("left in the queue: 0");
        assertThat(run.lines().subList(0, 10))
                .containsExactlyInAnyOrder(
                        "ate bun 1",
                        "ate bun 2",
                        "ate bun 3",
                        "ate bun 4",
                        "ate bun 5",
                        "ate dumpling 1",
                        "ate dumpling 2",
                        "ate dumpling 3",
                        "ate dumpling 4",
                        "ate dumpling 5");
    }
}
