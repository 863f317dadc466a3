package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandardInputTest {

    @Test
    void X3_whatIsTypedIsForTheProgram_notForItsTask() throws Exception {
        try (var program = Examples.start(StandardInput.class)) {
            program.say("Ada"); // is there before the task reads
            assertThat(program.rest())
                    .containsExactly(
                            "a task finds the end of its input: true", "type a name", "hello Ada");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void X3_programFindsTheEndOfItsInput_too() throws Exception {
        try (var program = Examples.start(StandardInput.class)) {
            program.sayNoMore();
            assertThat(program.rest()).last().isEqualTo("hello nobody");
            assertThat(program.awaitEnd()).isZero();
        }
    }
}
