package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolOrProcessesTest {

    @Test
    void bothDoAllTasks() throws Exception {
        var run = Examples.run(PoolOrProcesses.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .map(line -> line.replaceAll("in \\d+ ms", "in N ms"))
                .containsExactly(
                        "a process per task: 10 tasks in N ms", "a pool of two: 10 tasks in N ms");
    }
}
