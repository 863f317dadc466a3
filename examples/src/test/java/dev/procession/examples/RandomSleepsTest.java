package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RandomSleepsTest {

    @Test
    void fiveTasks_byThreeProcessesOrFewer_inOrder() throws Exception {
        var run = Examples.run(RandomSleeps.class);
        assertThat(run.status()).isZero();
        var told = run.lines().stream().filter(line -> !line.startsWith("process ")).toList();
        assertThat(told).hasSize(2).first().isEqualTo("done: [1, 2, 3, 4, 5]");
        assertThat(told.getLast()).matches("by (1 process|[23] processes)");
        // What workers print comes when it comes.
        assertThat(run.lines().stream().filter(line -> line.startsWith("process ")))
                .map(line -> line.replaceAll("\\d+ (sleeps|ms)", "N $1"))
                .containsExactlyInAnyOrder(
                        "process N sleeps N ms for task 1",
                        "process N sleeps N ms for task 2",
                        "process N sleeps N ms for task 3",
                        "process N sleeps N ms for task 4",
                        "process N sleeps N ms for task 5");
    }
}
