package dev.procession.examples;

import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import dev.procession.queue.JoinableProcessQueue;

/**
 * Consumers that never end by themselves: the parent joins the queue, not them, and as daemons they
 * end with it. In Python the join waits for ever if a consumer dies with an item; here another
 * consumer is given it.
 */
public final class DaemonConsumers {

    private static final int ITEMS = 6;
    private static final ProcessOptions DAEMON = ProcessOptions.defaults().withDaemon(true);

    private DaemonConsumers() {}

    private static void takeAndDie(JoinableProcessQueue<Integer> queue)
            throws InterruptedException {
        System.out.println("taken, and never done: " + queue.take());
        Runtime.getRuntime().halt(1);
    }

    private static void consume(JoinableProcessQueue<Integer> queue) throws InterruptedException {
        while (true) {
            System.out.println("done: " + queue.take());
            queue.taskDone();
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        // Not closed: the consumers shall find it there as long as they live.
        var queue = JoinableProcessQueue.<Integer>redelivering(ITEMS);
        for (var item = 1; item <= ITEMS; item++) {
            queue.put(item);
        }
        JavaProcess.start(DAEMON, DaemonConsumers::takeAndDie, queue).join();
        JavaProcess.start(DAEMON, DaemonConsumers::consume, queue);
        JavaProcess.start(DAEMON, DaemonConsumers::consume, queue);
        queue.join();
        System.out.println("consumers that wait for more: " + JavaProcess.active().size());
    }
}
