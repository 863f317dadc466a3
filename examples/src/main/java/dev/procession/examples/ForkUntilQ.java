package dev.procession.examples;

import dev.procession.process.ForkedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Forks a child for each line that is typed, until that is {@code q} or there is none any more. */
public final class ForkUntilQ {

    private ForkUntilQ() {}

    private static void child() {
        System.out.println("hello from child " + ProcessHandle.current().pid());
        ForkedProcess.exitNow(0); // without this it would end all the same, by its hooks
    }

    /**
     * Runs the program.
     *
     * @throws IOException if what is typed cannot be read
     * @throws InterruptedException if interrupted while a child runs
     */
    public static void main() throws IOException, InterruptedException {
        var self = ProcessHandle.current().pid();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("type anything to fork, q to quit");
        for (var line = in.readLine(); line != null && !line.equals("q"); line = in.readLine()) {
            var child = ForkedProcess.fork(ForkUntilQ::child);
            System.out.println("hello from parent " + self + " of " + child.pid());
            child.join(); // so that what it says comes before the next line is read
        }
        System.out.println("bye");
    }
}
