package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "sh"})
    void answersAllAtOnce_andLineByLine(String instead) throws Exception {
        var run =
                instead.isEmpty()
                        ? Examples.run(Calculator.class)
                        : Examples.run(Calculator.class, instead);
        assertThat(run.status()).isZero();
        assertThat(run.lines().getFirst()).matches("asking (bc|sh)").endsWith(instead);
        assertThat(run.lines().subList(1, run.lines().size()))
                .containsExactly("3", "42", "20", "1 * 2 * 3 * 4 * 5 = 120", "its exit code: 0");
    }
}
