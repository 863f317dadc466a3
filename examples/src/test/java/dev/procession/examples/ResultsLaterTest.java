package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultsLaterTest {

    @Test
    void allAreSubmittedFirst() throws Exception {
        var run = Examples.run(ResultsLater.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).containsExactly("submitted 4", "ONE", "TWO", "THREE", "FOUR");
    }

    @Test
    void wordsGiven_areTaken() throws Exception {
        var run = Examples.run(ResultsLater.class, "left", "right");
        assertThat(run.lines()).containsExactly("submitted 2", "LEFT", "RIGHT");
    }
}
