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

    private static void put(List<ManagedQueue<String>> queues) throws InterruptedException {
        for (var queue : queues) {
            for (var word : List.of("pear", "apple", "fig")) {
                queue.put(word);
            }
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var manager = ProcessManager.start()) {
            var last = manager.<String>lifoQueue();
            var least = manager.<String>priorityQueue();
            var longest = manager.<String>priorityQueue((a, b) -> b.length() - a.length());
            var all = List.of(last, least, longest);
            try (var writer = JavaProcess.start(LifoAndPriority::put, all)) {
                writer.join();
            }
            System.out.println("last in, first out: " + drained(last));
            System.out.println("the least first: " + drained(least));
            System.out.println("the longest first: " + drained(longest));
        }
    }

    private static List<String> drained(ManagedQueue<String> queue) {
        var words = new ArrayList<String>();
        queue.drainTo(words);
        return words;
    }
}
