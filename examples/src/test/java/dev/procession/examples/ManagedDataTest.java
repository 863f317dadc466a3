package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManagedDataTest {

    @Test
    void parentSeesWhatTheChildWrote() throws Exception {
        var run = Examples.run(ManagedData.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "list [[bun, tea]]",
                        "map {age=40}",
                        "set [red]",
                        "deque [first]",
                        "namespace Java",
                        "value old and new",
                        "array [0, 7, 0]",
                        "ticket 2");
    }
}
