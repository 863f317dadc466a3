package dev.procession.examples;

import dev.procession.queue.ProcessQueue;
import java.time.Duration;
import java.util.ArrayList;

/**
 * A queue with room for three: what it does when it is full, and when it is empty. The usual
 * program asks a Python queue whether it is empty before it gets, which may be wrong there, even
 * right after a put; here size, full and empty are exact, and to {@code poll} is better still.
 */
public final class QueueOfThree {

    private static final Duration SHORT = Duration.ofMillis(100);

    private QueueOfThree() {}

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var queue = ProcessQueue.<String>bounded(3)) {
            queue.put("one");
            queue.put("two");
            System.out.println("full: " + (queue.remainingCapacity() == 0));
            queue.put("three");
            System.out.println("full: " + (queue.remainingCapacity() == 0));
            System.out.println("put a fourth within a time: " + queue.offer("four", SHORT));
            System.out.println("put it without waiting: " + queue.offer("four"));
            try {
                queue.add("four");
            } catch (IllegalStateException full) {
                System.out.println("or be told by an exception: " + full.getMessage());
            }
            System.out.println("took " + queue.take() + ", now there are " + queue.size());
            var rest = new ArrayList<String>();
            System.out.println("drained " + queue.drainTo(rest) + ": " + rest);
            System.out.println("empty: " + queue.isEmpty());
            System.out.println("get within a time: " + queue.poll(SHORT));
            System.out.println("get without waiting: " + queue.poll());
        }
    }
}
