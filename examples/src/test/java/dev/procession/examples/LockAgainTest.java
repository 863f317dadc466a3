package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LockAgainTest {

    @Test
    void T2_reentrantLockCounts_andTheOtherRefuses() throws Exception {
        var run = Examples.run(LockAgain.class);
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().subList(0, 2)).containsExactly("had 5 times", "still had: false");
        assertThat(run.lines().get(2)).startsWith("refused: ").contains("simple");
        assertThat(run.lines().get(3)).isEqualTo("still had: false");
    }
}
