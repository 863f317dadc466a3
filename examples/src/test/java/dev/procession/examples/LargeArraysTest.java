package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LargeArraysTest {

    @Test
    void S6_sharedIsChangedHere_ordinaryIsNot() throws Exception {
        var run = Examples.run(LargeArrays.class);
        assertThat(run.lines())
                .containsExactly(
                        "doubled by each task: [2000000, 2000000]",
                        "the sum is here: 8000000",
                        "the sum of a task's copy: 8000000",
                        "the sum is here: 4000000");
        assertThat(run.status()).isZero();
    }
}
