package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatProgramsTest {

    @Test
    void O10_serverAndClients_runAgainstEachOther_onProcessesAndOnThreads() throws Exception {
        var run = Examples.run(ChatPrograms.class);
        assertThat(run.lines())
                .containsExactly(
                        "3 clients, talked to by 3 other processes",
                        "you said: client 3",
                        "you said: client 2",
                        "you said: client 1",
                        "bye, exited(0)",
                        "bye, exited(0)",
                        "bye, exited(0)",
                        "3 clients, talked to by the server's own threads",
                        "you said: client 3",
                        "you said: client 2",
                        "you said: client 1",
                        "bye, exited(0)",
                        "bye, exited(0)",
                        "bye, exited(0)");
        assertThat(run.status()).isZero();
    }
}
