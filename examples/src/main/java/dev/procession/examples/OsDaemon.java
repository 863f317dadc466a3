package dev.procession.examples;

import dev.procession.DaemonRunningException;
import dev.procession.daemon.Daemons;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A service that outlives the program that starts it: it has no terminal, its parent is process 1,
 * it is asked whether it answers, and stopped, by its name. Here one program does all that; as well
 * it could be another one, or {@code procession daemon ping NAME} in a shell.
 */
public final class OsDaemon {

    private OsDaemon() {}

    private static void serve() throws InterruptedException {
        System.out.println("serving");
        Daemons.ready(); // whoever starts it waits for this, or for a quarter of a second
        while (true) {
            Thread.sleep(Duration.ofSeconds(1)); // to be stopped is to be interrupted
            System.out.println("tick");
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the daemon ends
     * @throws TimeoutException if the daemon does not answer
     */
    public static void main() throws InterruptedException, TimeoutException {
        var name = "clock-" + ProcessHandle.current().pid(); // so that two runs do not meet
        var daemon = Daemons.start(name, OsDaemon::serve);
        try {
            var pid = daemon.pid().getAsLong();
            var parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow();
            var isOurs = parent.equals(ProcessHandle.current());
            System.out.println(
                    "state " + daemon.state() + ", our child? " + (isOurs ? "yes" : "no"));
            System.out.println("answered in " + Daemons.ping(name).toNanos() / 1000 + " us");
            try {
                Daemons.start(name, OsDaemon::serve);
            } catch (DaemonRunningException refused) {
                System.out.println("a second one is refused: pid " + pid + " has the name");
            }
        } finally {
            var end = Daemons.stop(name);
            System.out.println("state " + end.state() + ": " + end.ending().orElse("unknown"));
            System.out.println("its log began with: " + end.lastLogLines().getFirst());
            Daemons.remove(name); // the log is kept otherwise
        }
    }
}
