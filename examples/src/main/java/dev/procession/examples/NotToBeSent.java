package dev.procession.examples;

import dev.procession.CodecException;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import java.io.Serializable;

/**
 * An element that cannot go to another process fails where it is put, with the path to what is
 * wrong, and the queue goes on without it. In Python the put succeeds, a thread in the background
 * prints a traceback later, and the consumer waits for ever for an element that was lost.
 */
public final class NotToBeSent {

    private NotToBeSent() {}

    private record Job(String name, Object target) implements Serializable {}

    private static void consume(ProcessQueue<Job> jobs) throws Exception {
        jobs.forEachTaken(job -> System.out.println("taken: " + job));
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var jobs = ProcessQueue.<Job>bounded(3)) {
            jobs.put(new Job("first", "a.txt"));
            try {
                jobs.put(new Job("second", System.out));
            } catch (CodecException refused) {
                System.out.println("not put: " + refused.getMessage());
            }
            jobs.put(new Job("third", "c.txt"));
            jobs.complete();
            try (var consumer = JavaProcess.start(NotToBeSent::consume, jobs)) {
                consumer.join();
            }
        }
    }
}
