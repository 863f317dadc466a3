package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChildWithThreadsTest {

    @Test
    void P14_childEndsWithItsThreads_notBefore() throws Exception {
        var run = Examples.run(ChildWithThreads.class);
        assertThat(run.lines())
                .containsExactly(
                        "the function returns, the total is 0",
                        "the child exited(0), the total is 5050");
        assertThat(run.status()).isZero();
    }
}
