package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static void assertRefused(String why, Class<?> example, String... args)
            throws Exception {
        var run = Examples.run(example, args);
        assertThat(run.lines()).containsExactly(why);
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void whatMakesNoSense_isRefusedInALine() throws Exception {
        assertRefused(
                "give a whole number from 1 to 1000, not \"-3\"", HundredProcesses.class, "-3");
        assertRefused("give a whole number from 1 to 65535, not \"abc\"", ChatClient.class, "abc");
        assertRefused("give the port of a chat-server", ChatClient.class);
        assertRefused("give threads or processes, not \"tasks\"", ChatServer.class, "tasks");
        assertRefused(
                "give the socket of a remote-manager and the file of its key", RemoteWorker.class);
    }
}
