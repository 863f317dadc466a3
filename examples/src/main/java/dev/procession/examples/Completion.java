package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import java.util.stream.Stream;

/**
 * Two producers and three consumers, as in {@link Sentinels}, without any: who knows that nothing
 * comes any more says {@code complete}. What is in the queue is still taken, then every consumer is
 * told of the end, however many there are.
 */
public final class Completion {

    private Completion() {}

    private static void produce(ProcessQueue<String> queue, String what)
            throws InterruptedException {
        for (var number = 1; number <= 5; number++) {
            queue.put(what + " " + number);
        }
    }

    private static void consume(ProcessQueue<String> queue) throws Exception {
        queue.forEachTaken(item -> System.out.println("ate " + item));
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var queue = ProcessQueue.<String>bounded(4)) {
            var consumers =
                    Stream.generate(() -> JavaProcess.start(Completion::consume, queue))
                            .limit(3)
                            .toList();
            var producers =
                    Stream.of("bun", "dumpling")
                            .map(what -> JavaProcess.start(Completion::produce, queue, what))
                            .toList();
            for (var producer : producers) {
                producer.join();
            }
            queue.complete();
            for (var consumer : consumers) {
                consumer.join();
            }
            System.out.println("left in the queue: " + queue.size());
        }
    }
}
