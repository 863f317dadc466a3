package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row O10: the server and its client, run against each other. */
class ChatServerTest {

    private static final int CLIENTS = 3;

    @ParameterizedTest
    @ValueSource(strings = {"processes", "threads"})
    void O10_clientsChatAtOnce_eachWithAWorker(String workers) throws Exception {
        try (var server = Examples.start(ChatServer.class, workers)) {
            var listening = server.line("listening at ");
            var port = listening.substring(listening.lastIndexOf(':') + 1);
            var clients = new ArrayList<Examples.Dialogue>();
            try {
                var greeters = new HashSet<String>();
                for (var i = 0; i < CLIENTS; i++) {
                    var client = Examples.start(ChatClient.class, port);
                    clients.add(client);
                    var greeting = client.line("hello /127.0.0.1:");
                    greeters.add(greeting.replaceFirst(".*process ", ""));
                }
                var self = String.valueOf(server.pid());
                if (workers.equals("threads")) {
                    assertThat(greeters).containsExactly(self);
                } else {
                    assertThat(greeters).hasSize(CLIENTS).doesNotContain(self);
                }
                chat(clients);
            } finally {
                clients.forEach(Examples.Dialogue::close);
            }
        }
    }

    private static void chat(List<Examples.Dialogue> clients) throws Exception {
        for (var client : clients.reversed()) {
            assertThat(client.say("how are you?").line("you ")).isEqualTo("said: how are you?");
        }
        for (var client : clients) {
            assertThat(client.say("bye").line("bye")).isEmpty();
            assertThat(client.awaitEnd()).isZero();
        }
    }
}
