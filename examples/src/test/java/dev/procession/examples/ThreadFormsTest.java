package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadFormsTest {

    @Test
    void bothFormsRun() throws Exception {
        assertThat(Examples.run(ThreadForms.class).lines())
                .containsExactly("factorial: 10! is 3628800", "sum: the sum up to 100 is 5050");
    }
}
