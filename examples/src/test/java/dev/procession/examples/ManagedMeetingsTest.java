package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagedMeetingsTest {

    @Test
    void eachWaitsForTheOther() throws Exception {
        var run = Examples.run(ManagedMeetings.class);
        assertThat(run.status()).isZero();
        // What the visitor prints comes when it comes.
        assertThat(run.lines()).hasSize(8).containsOnlyOnce("washed cup");
        assertThat(run.lines())
                .containsSubsequence(
                        "lock free: false",
                        "re-entrant lock free: false",
                        "seats free: 1",
                        "dark: true",
                        "from the queue: good night",
                        "dishes left: 0",
                        "bounded: released more often than acquired: limit=2, available=2,"
                                + " released=1");
    }
}
