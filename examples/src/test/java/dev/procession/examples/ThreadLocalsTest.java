package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadLocalsTest {

    @Test
    void T2_eachThreadHasItsOwn() throws Exception {
        assertThat(Examples.run(ThreadLocals.class).lines())
                .containsExactly(
                        "nobody became root",
                        "nobody became ann",
                        "nobody became ben",
                        "here it is root");
    }
}
