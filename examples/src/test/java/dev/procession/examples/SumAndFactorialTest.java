package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumAndFactorialTest {

    @Test
    void withoutArgument_takesFive() throws Exception {
        var run = Examples.run(SumAndFactorial.class);
        assertThat(run.lines())
                .containsExactlyInAnyOrder("the sum of 1 to 5 is 15", "the factorial of 5 is 120");
        assertThat(run.status()).isZero();
    }

    @Test
    void numberGiven_isTaken() throws Exception {
        var run = Examples.run(SumAndFactorial.class, "21");
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "the sum of 1 to 21 is 231", "the factorial of 21 is 51090942171709440000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "-1", "1001", "2.5", ""})
    void badInput_isRefused_andNothingStarts(String bad) throws Exception {
        var run = Examples.run(SumAndFactorial.class, bad);
        assertThat(run.lines())
                .containsExactly("give a whole number from 0 to 1000, not \"" + bad + "\"");
        assertThat(run.status()).isEqualTo(2);
    }
}
