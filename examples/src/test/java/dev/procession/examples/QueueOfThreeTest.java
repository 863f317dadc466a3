package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueOfThreeTest {

    @Test
    void tellsFullAndEmpty() throws Exception {
        var run = Examples.run(QueueOfThree.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "full: false",
                        "full: true",
                        "put a fourth within a time: false",
                        "put it without waiting: false",
                        "or be told by an exception: the queue is full: ProcessQueue[size=3,"
                                + " capacity=3]",
                        "took one, now there are 2",
                        "drained 2: [two, three]",
                        "empty: true",
                        "get within a time: null",
                        "get without waiting: null");
    }
}
