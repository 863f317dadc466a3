package dev.procession.examples;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import java.io.IOException;

/**
 * The same numbers from a process by a pipe and by a queue. A pipe has two sides, which notice that
 * the other is gone; into and out of a queue, any number of processes put and take. The usual
 * program times the start of the process, too, and only the first round, in which all is cold.
 */
public final class PipeOrQueue {

    private static final int NUMBERS = 10_000;

    private PipeOrQueue() {}

    private static void send(PipeEnd<Integer, Void> end) throws IOException, InterruptedException {
        for (var number = 1; number <= NUMBERS; number++) {
            end.send(number);
        }
    }

    private static void put(ProcessQueue<Integer> queue) throws InterruptedException {
        for (var number = 1; number <= NUMBERS; number++) {
            queue.put(number);
        }
    }

    /** Where the next number comes from. */
    private interface Source {
        int next() throws IOException, InterruptedException;
    }

    private static String measured(Source source) throws IOException, InterruptedException {
        long sum = source.next(); // the process is up then
        var start = System.nanoTime();
        for (var count = 1; count < NUMBERS; count++) {
            sum += source.next();
        }
        return "sum " + sum + " in " + (System.nanoTime() - start) / 1_000_000 + " ms";
    }

    /**
     * Runs the program.
     *
     * @throws IOException if the pipe breaks
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws IOException, InterruptedException {
        for (var round = 1; round <= 2; round++) {
            var pipe = ProcessPipe.<Integer>oneWay();
            try (var right = pipe.right();
                    var _ = JavaProcess.start(PipeOrQueue::send, pipe.left())) {
                System.out.println("round " + round + ", pipe: " + measured(right::receive));
            }
            try (var queue = ProcessQueue.<Integer>bounded(1000);
                    var _ = JavaProcess.start(PipeOrQueue::put, queue)) {
                System.out.println("round " + round + ", queue: " + measured(queue::take));
            }
        }
    }
}
