package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NotToBeSentTest {

    @Test
    void Q3_elementIsRefusedInPut_theOthersArrive() throws Exception {
        var run = Examples.run(NotToBeSent.class);
        assertThat(run.lines())
                .containsExactly(
                        "not put: element.target: java.io.PrintStream is not serializable; make the"
                                + " field transient, or create the object inside the task",
                        "taken: Job[name=first, target=a.txt]",
                        "taken: Job[name=third, target=c.txt]");
        assertThat(run.status()).isZero();
    }
}
