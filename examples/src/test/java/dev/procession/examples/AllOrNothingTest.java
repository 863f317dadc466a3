package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllOrNothingTest {

    @Test
    void theFirstFailure_stopsTheOthers() throws Exception {
        var run = Examples.run(AllOrNothing.class);
        assertThat(run.lines())
                .containsExactly(
                        "[name, address]",
                        "neither, because: java.lang.IllegalStateException: no such customer");
        assertThat(run.status()).isZero();
    }
}
