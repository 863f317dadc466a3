package dev.procession.examples;

import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;

/**
 * A process that knows its name and its pid, and whose parent knows them too. Nothing has to guard
 * {@code main}: it does not run again in the child, as a module's code does in Python's.
 */
public final class NameAndPid {

    private NameAndPid() {}

    private static void greet(String whom) {
        var self = JavaProcess.current();
        System.out.println("hello " + whom + ", I am " + self.name() + ", pid " + self.pid());
    }

    /**
     * Runs the program.
     *
     * @param args whom the child greets
     * @throws InterruptedException if interrupted while the child runs
     */
    public static void main(String[] args) throws InterruptedException {
        var whom = args.length > 0 ? String.join(" ", args) : "world";
        var named = ProcessOptions.defaults().withName("greeter");
        try (var child = JavaProcess.start(named, NameAndPid::greet, whom)) {
            System.out.println("started " + child.name() + ", pid " + child.pid());
            child.join();
            System.out.println("it " + child.exitStatus());
        }
    }
}
