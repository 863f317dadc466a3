package dev.procession.examples;

import dev.procession.subprocess.RunningCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

/**
 * {@link ChatServer} and three {@link ChatClient}s, run against each other as the programs that
 * they are, first with processes as the server's workers and then with threads. All clients are in
 * the middle of their chats at once: no one waits for the end of another's.
 */
public final class ChatPrograms {

    private static final int CLIENTS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ChatPrograms() {}

    private static void chat(String workers)
            throws IOException, InterruptedException, TimeoutException {
        var clients = new ArrayList<RunningCommand>();
        try (var server = JavaProgram.command(ChatServer.class, workers).start()) {
            server.expect("listening at /127.0.0.1:", LIMIT);
            var port = server.readLine(LIMIT);
            for (var i = 0; i < CLIENTS; i++) {
                clients.add(JavaProgram.command(ChatClient.class, port).start());
            }
            var pids = new TreeSet<Long>();
            for (var client : clients) {
                client.expect("this is process ", LIMIT);
                pids.add(Long.valueOf(client.readLine(LIMIT)));
            }
            var who = pids.contains(server.pid()) ? "the server's own" : pids.size() + " other";
            System.out.println(CLIENTS + " clients, talked to by " + who + " " + workers);
            talk(clients);
        } finally {
            clients.forEach(RunningCommand::close);
        }
    }

    private static void talk(List<RunningCommand> clients)
            throws IOException, InterruptedException, TimeoutException {
        for (var client : clients.reversed()) {
            client.sendLine("client " + (clients.indexOf(client) + 1));
            System.out.println(client.readLine(LIMIT));
        }
        for (var client : clients) {
            var end = client.communicate("bye\n");
            System.out.println(end.out().strip() + ", " + end.status());
        }
    }

    /**
     * Runs the program.
     *
     * @throws IOException if a program cannot be started, or ends too early
     * @throws InterruptedException if interrupted while it waits
     * @throws TimeoutException if a program does not answer
     */
    public static void main() throws IOException, InterruptedException, TimeoutException {
        chat("processes");
        chat("threads");
    }
}
