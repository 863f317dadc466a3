package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifoAndPriorityTest {

    @Test
    void ordersDiffer() throws Exception {
        var run = Examples.run(LifoAndPriority.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "last in, first out: [fig, apple, pear]",
                        "the least first: [apple, fig, pear]",
                        "the longest first: [apple, pear, fig]");
    }
}
