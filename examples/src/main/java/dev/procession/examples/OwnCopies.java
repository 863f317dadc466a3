package dev.procession.examples;

import dev.procession.process.JavaProcess;

/**
 * One global variable, changed by a thread and by a process. The thread shares it with everybody.
 * The process has a copy of its own, which began as the program begins: nothing that it does there
 * is seen here, and nothing that was done here is seen there.
 */
public final class OwnCopies {

    private static int count = 10;

    private OwnCopies() {}

    private static void increment() {
        count++;
        System.out.println("in " + JavaProcess.current().name() + " it is now " + count);
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        count = 100;
        Thread.ofPlatform().start(OwnCopies::increment).join();
        System.out.println("after the thread: " + count);
        try (var process = JavaProcess.start(OwnCopies::increment)) {
            process.join();
        }
        System.out.println("after the process: " + count);
    }
}
