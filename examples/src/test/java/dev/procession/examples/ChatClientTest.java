package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChatClientTest {

    @Test
    void withoutAServer_itSaysSo() throws Exception {
        int free;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        var run = Examples.run(ChatClient.class, String.valueOf(free));
        assertThat(run.lines()).containsExactly("nobody listens at port " + free);
        assertThat(run.status()).isOne();
    }

    @Test
    void endOfWhatIsTyped_endsTheChat() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client =
                        Examples.start(ChatClient.class, String.valueOf(server.getLocalPort()))) {
            try (var connection = server.accept()) {
                connection.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.line("hello")).isEmpty();
                client.sayNoMore();
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        connection.getInputStream(), StandardCharsets.UTF_8));
                assertThat(in.readLine()).isNull();
            }
            assertThat(client.awaitEnd()).isZero();
        }
    }
}
