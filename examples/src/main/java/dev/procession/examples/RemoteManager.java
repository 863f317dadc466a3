package dev.procession.examples;

import dev.procession.connection.AuthenticationKey;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ProcessManager;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.TreeMap;

/**
 * Serves a manager to other programs, here two {@link RemoteWorker}s that it starts as one would
 * from other terminals. They find its queue and its map by name, and have to know its key. In the
 * usual program the key stands in both programs' source, whoever reads that may have the server run
 * code, and it listens to the whole network. Here it is in a file of this user, and so is the
 * socket; an {@link java.net.InetSocketAddress} would do, too.
 */
public final class RemoteManager {

    private static final int JOBS = 6;

    private RemoteManager() {}

    /**
     * Runs the program.
     *
     * @throws IOException if it cannot listen
     * @throws InterruptedException if interrupted while the workers run
     */
    public static void main() throws IOException, InterruptedException {
        try (var folder = new TemporaryFolder()) {
            var keyFile = folder.file("key");
            var socket = folder.file("socket");
            AuthenticationKey.random().write(keyFile);
            var key = AuthenticationKey.read(keyFile);
            try (var manager = ProcessManager.serve(UnixDomainSocketAddress.of(socket), key)) {
                ManagedQueue<Integer> jobs = manager.named("jobs").queue();
                ManagedMap<Integer, Integer> squares = manager.named("squares").map();
                for (var job = 1; job <= JOBS; job++) {
                    jobs.put(job);
                }
                var worker = JavaProgram.command(RemoteWorker.class, "" + socket, "" + keyFile);
                try (var first = worker.start();
                        var second = worker.start()) {
                    first.join();
                    second.join();
                    System.out.print(first.result().out() + second.result().out());
                }
                System.out.println(new TreeMap<>(squares));
            }
        }
    }
}
