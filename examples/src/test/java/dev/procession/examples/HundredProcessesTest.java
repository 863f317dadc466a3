package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HundredProcessesTest {

    @Test
    void O11_bothDoAllTasks() throws Exception {
        var run = Examples.run(HundredProcesses.class, "3");
        assertThat(run.lines())
                .map(line -> line.replaceAll("in \\d+ ms", "in N ms"))
                .containsExactly(
                        "a process each, at once: 3 tasks in N ms",
                        "a pool of five: 3 tasks in N ms");
        assertThat(run.status()).isZero();
    }
}
