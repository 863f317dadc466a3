package dev.procession.examples;

import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ProcessManager;
import dev.procession.process.JavaProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Queues of another order than first come, first served: last in, first out, and by priority. They
 * lie in a manager. Python has them for threads alone.
 */
public final class LifoAndPriority {

    private LifoAndPriority() {}

    private static void put(ManagedQueue<String> queue) throws InterruptedException {
        for (var word : List.of("pear", "apple", "fig")) {
            queue.put(word);
        }
    }

    /**
     * Runs the program.
     *
     * @param args not used
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws InterruptedException {
        try (var manager = ProcessManager.start()) {
            show("last in, first out", manager.lifoQueue());
            show("the least first", manager.priorityQueue());
            show("the longest first", manager.priorityQueue((a, b) -> b.length() - a.length()));
        }
    }

    private static void show(String order, ManagedQueue<String> queue) throws InterruptedException {
        try (var writer = JavaProcess.start(LifoAndPriority::put, queue)) {
            writer.join();
        }
        var words = new ArrayList<String>();
        queue.drainTo(words);
        System.out.println(order + ": " + words);
    }
}
