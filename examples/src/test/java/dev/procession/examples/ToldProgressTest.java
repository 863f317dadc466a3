package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldProgressTest {

    @Test
    void listenerIsToldNowAndThen_andTheBarAtTheEnd() throws Exception {
        var run = Examples.run(ToldProgress.class);
        assertThat(run.lines())
                .contains("all 100 done, 0 failed")
                .allMatch(line -> line.matches("\\d+ of 100|all 100 done.*|\\d+/100 squares.*"));
        assertThat(run.lines().getLast()).startsWith("100/100 squares, ");
        assertThat(run.status()).isZero();
    }
}
