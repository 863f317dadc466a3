package dev.procession.examples;

import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A program is killed by SIGKILL, which it cannot prepare for, and its children are gone a moment
 * later: one that waits, one that computes and one that runs a command, and the command, too. (Its
 * small directory in memory is removed when the next program starts a process.) In Python they live
 * on, daemons or not, and somebody has to find them.
 */
public final class NoOrphans {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PIDS = 4;

    private NoOrphans() {}

    private static void waitLong() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
    }

    private static void compute() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void command() throws IOException, InterruptedException {
        var sleep = new ProcessBuilder("sleep", "3600").start();
        System.out.println("pid " + sleep.pid());
        sleep.waitFor();
    }

    /** What the program that is killed does. */
    private static void family() throws InterruptedException {
        var children =
                List.of(
                        JavaProcess.start(NoOrphans::waitLong),
                        JavaProcess.start(NoOrphans::compute),
                        JavaProcess.start(NoOrphans::command));
        children.forEach(child -> System.out.println("pid " + child.pid()));
        children.getFirst().join();
    }

    /**
     * Tells whether it runs. One that has ended has no command, even if nobody has collected it.
     */
    private static boolean runs(ProcessHandle process) {
        return process.info().command().isPresent();
    }

    /**
     * Runs the program.
     *
     * @param args nothing; this program starts itself with one argument
     * @throws Exception if interrupted while it waits
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            family();
            return;
        }
        try (var program = JavaProgram.command(NoOrphans.class, "family").start()) {
            var all = new ArrayList<ProcessHandle>();
            while (all.size() < PIDS) {
                program.expect("pid ", LIMIT);
                var pid = Long.parseLong(program.readLine(LIMIT));
                all.add(ProcessHandle.of(pid).orElseThrow());
            }
            System.out.println("running: " + all.stream().filter(NoOrphans::runs).count());
            program.kill();
            var limit = Instant.now().plus(LIMIT);
            while (all.stream().anyMatch(NoOrphans::runs) && Instant.now().isBefore(limit)) {
                Thread.sleep(1);
            }
            program.join();
            System.out.println("the program " + program.exitStatus());
            System.out.println("running: " + all.stream().filter(NoOrphans::runs).count());
        }
    }
}
