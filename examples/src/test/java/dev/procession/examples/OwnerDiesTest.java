package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnerDiesTest {

    @Test
    void S3_theNextOneIsTold_andRepairs() throws Exception {
        var run = Examples.run(OwnerDies.class);
        assertThat(run.lines())
                .containsExactly(
                        "the owner died: 90 and 0",
                        "repaired: 90 and 10",
                        "moved: 80 and 20",
                        "moved: 70 and 30");
        assertThat(run.status()).isZero();
    }
}
