package dev.procession.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Sends what is typed to a {@link ChatServer}, and prints what it answers, until {@code bye}. */
public final class ChatClient {

    private ChatClient() {}

    /**
     * Runs the program.
     *
     * @param args the port of a server on this machine
     * @throws IOException if the connection breaks
     */
    public static void main(String[] args) throws IOException {
        var port = Arguments.number(args, 0, 1, 65_535, 0);
        if (port == 0) {
            throw Arguments.refused("give the port of a chat-server");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var channel = SocketChannel.open(address)) {
            chat(channel);
        } catch (ConnectException nobody) {
            System.out.println("nobody listens at port " + port);
            System.exit(1);
        }
    }

    private static void chat(SocketChannel channel) throws IOException {
        var typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        var out = new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), true);
        for (var answer = in.readLine(); answer != null; answer = in.readLine()) {
            System.out.println(answer);
            if (answer.equals("bye")) {
                return;
            }
            var line = typed.readLine();
            if (line != null) {
                out.println(line);
            } else {
                channel.shutdownOutput(); // nothing more is typed
            }
        }
    }
}
