package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnCopiesTest {

    @Test
    void P12_threadShares_andProcessDoesNot() throws Exception {
        assertThat(Examples.run(OwnCopies.class).lines())
                .containsExactly(
                        "in MainProcess it is now 101",
                        "after the thread: 101",
                        "in Process-1 it is now 11",
                        "after the process: 101");
    }
}
