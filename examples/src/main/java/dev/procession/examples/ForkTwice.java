package dev.procession.examples;

import dev.procession.process.ForkedProcess;
import dev.procession.process.StaticFields;

/**
 * A fork, which in other languages returns twice: here the child's branch is a function, and what
 * comes behind it is the parent's. The child begins with a copy of the variable that the function
 * captures and of the static field that is named, and changes its own.
 */
public final class ForkTwice {

    private static int count = 7;

    private ForkTwice() {}

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the child runs
     */
    public static void main() throws InterruptedException {
        var self = ProcessHandle.current().pid();
        var word = "copied";
        var child =
                ForkedProcess.fork(
                        StaticFields.of(ForkTwice.class, "count"),
                        () -> {
                            var own = ProcessHandle.current();
                            var parent = own.parent().orElseThrow().pid();
                            count++;
                            System.out.println(
                                    "child: I am " + own.pid() + ", my parent is " + parent);
                            System.out.println("child: " + word + ", and count is " + count);
                            ForkedProcess.exitNow(0);
                        });
        child.join();
        System.out.println("parent: I am " + self + ", my child was " + child.pid());
        System.out.println("parent: count is " + count);
    }
}
