package dev.procession.examples;

import dev.procession.connection.AuthenticationKey;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ProcessManager;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Does the jobs of a {@link RemoteManager}, until there are none left. */
public final class RemoteWorker {

    private RemoteWorker() {}

    /**
     * Runs the program.
     *
     * @param args the socket at which the manager is served, and the file of its key
     * @throws IOException if nobody is there
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            throw Arguments.refused("give the socket of a remote-manager and the file of its key");
        }
        var key = AuthenticationKey.read(Path.of(args[1]));
        try (var manager = ProcessManager.connect(UnixDomainSocketAddress.of(args[0]), key)) {
            ManagedQueue<Integer> jobs = manager.named("jobs").queue();
            ManagedMap<Integer, Integer> squares = manager.named("squares").map();
            var done = 0;
            for (var job = jobs.poll(); job != null; job = jobs.poll()) {
                squares.put(job, job * job);
                done++;
            }
            var self = ProcessHandle.current().pid();
            System.out.println("program " + self + " has done " + done + " jobs");
        }
    }
}
