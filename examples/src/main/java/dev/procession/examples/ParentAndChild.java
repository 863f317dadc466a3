package dev.procession.examples;

import dev.procession.process.JavaProcess;

/** A parent and its child tell each other's pids: what one says of the other is the same. */
public final class ParentAndChild {

    private ParentAndChild() {}

    private static void introduce() {
        var self = JavaProcess.current();
        var parent = self.parent().orElseThrow(); // empty in a process that nobody of us started
        System.out.println("child: I am " + self.pid() + ", my parent is " + parent.pid());
        System.out.println("child: my parent's name is " + parent.name());
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the child runs
     */
    public static void main() throws InterruptedException {
        try (var child = JavaProcess.start(ParentAndChild::introduce)) {
            child.join(); // what it printed is here before what comes now
            var self = JavaProcess.current().pid();
            System.out.println("parent: I am " + self + ", my child was " + child.pid());
        }
    }
}
