package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskPool;
import dev.procession.pool.ThreadPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A server with which up to five clients chat at once, each with a worker of its own that has the
 * connection: a process, or a thread if the first argument is {@code threads}. A client that comes
 * while all are busy waits for its turn. {@link ChatClient} is the other side.
 *
 * <p>The usual program sends a copy of the connection and keeps its own until the next client
 * comes: who has said goodbye is not told of the end until then. Here the connection changes hands.
 */
public final class ChatServer {

    private ChatServer() {}

    /** What a worker does with its client, in whatever process it is. */
    static void talk(SocketChannel channel) throws IOException {
        var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        var out = new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), true);
        var self = ProcessHandle.current().pid();
        out.println("hello " + channel.getRemoteAddress() + ", this is process " + self);
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("bye")) {
                out.println("bye");
                return; // which closes the connection
            }
            out.println("you said: " + line);
        }
    }

    /**
     * Runs the server until somebody ends it.
     *
     * @param args {@code threads} or {@code processes}; the port, any if it is missing
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException {
        var kind = args.length > 0 ? args[0] : "processes";
        if (!kind.matches("threads|processes")) {
            throw Arguments.refused("give threads or processes, not \"" + kind + "\"");
        }
        var isThreads = kind.equals("threads");
        var port = Arguments.number(args, 1, 0, 65_535, 0);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (TaskPool pool = isThreads ? ThreadPool.of(5) : ProcessPool.of(5);
                var server = ServerSocketChannel.open().bind(address)) {
            System.out.println("listening at " + server.getLocalAddress());
            while (true) {
                pool.handOver(ChatServer::talk, server.accept());
            }
        }
    }
}
