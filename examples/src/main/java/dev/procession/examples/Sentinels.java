package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import java.util.stream.Stream;

/**
 * Two producers, three consumers, and a sentinel that tells a consumer to stop. The usual program
 * puts a single sentinel, and all consumers but one wait for ever; each needs one of its own, put
 * after all producers have ended. {@link Completion} needs none.
 */
public final class Sentinels {

    private static final String STOP = "";
    private static final int CONSUMERS = 3;

    private Sentinels() {}

    private static void produce(ProcessQueue<String> queue, String what)
            throws InterruptedException {
        for (var number = 1; number <= 5; number++) {
            queue.put(what + " " + number);
        }
    }

    private static void consume(ProcessQueue<String> queue) throws InterruptedException {
        for (var item = queue.take(); !item.equals(STOP); item = queue.take()) {
            System.out.println("ate " + item);
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var queue = ProcessQueue.<String>bounded(4)) {
            var consumers =
                    Stream.generate(() -> JavaProcess.start(Sentinels::consume, queue))
                            .limit(CONSUMERS)
                            .toList();
            var producers =
                    Stream.of("bun", "dumpling")
                            .map(what -> JavaProcess.start(Sentinels::produce, queue, what))
                            .toList();
            for (var producer : producers) {
                producer.join();
            }
            for (var count = 0; count < CONSUMERS; count++) {
                queue.put(STOP);
            }
            for (var consumer : consumers) {
                consumer.join();
            }
            System.out.println("left in the queue: " + queue.size());
        }
    }
}
