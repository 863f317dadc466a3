package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MixedInputsTest {

    @Test
    void oneFails_othersDoNot() throws Exception {
        var run = Examples.run(MixedInputs.class);
        assertThat(run.status()).isZero();
        var why = "java.lang.IllegalArgumentException: neither a pair nor an age: egon";
        assertThat(run.lines())
                .containsExactly(
                        "no results, because: " + why,
                        "Pair[first=alex, second=1] -> hello alex",
                        "egon -> failed, " + why,
                        "40 -> hello, you who are 40");
    }
}
