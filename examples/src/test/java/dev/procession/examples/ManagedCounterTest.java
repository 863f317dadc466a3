package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagedCounterTest {

    @Test
    void getAndPut_losesUpdates_lockAndMergeDoNot() throws Exception {
        var run = Examples.run(ManagedCounter.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).containsExactly("get, put: 90", "locked: 50", "merge: 50");
    }
}
