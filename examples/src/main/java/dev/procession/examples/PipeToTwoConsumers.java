package dev.procession.examples;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessLock;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;

/**
 * Two consumers receive from the same side of a pipe. The usual program needs a lock so that they
 * do not tear messages apart, and ends at the item 0, which it takes for the end. Neither is so
 * here: the lock makes receiving and writing down one step, so that the order is kept.
 */
public final class PipeToTwoConsumers {

    private PipeToTwoConsumers() {}

    /** What both consumers use. */
    private record Table(ProcessLock lock, ProcessQueue<Integer> eaten) implements Serializable {}

    private static void consume(PipeEnd<Void, Integer> end, Table table)
            throws IOException, InterruptedException {
        try (end) {
            while (true) {
                table.lock().lock();
                try {
                    table.eaten().put(end.receive());
                } finally {
                    table.lock().unlock();
                }
            }
        } catch (EOFException over) {
            System.out.println("a consumer is told of the end");
        }
    }

    /**
     * Runs the program.
     *
     * @throws IOException if the consumers are gone
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws IOException, InterruptedException {
        var pipe = ProcessPipe.<Integer>oneWay();
        var other = pipe.right().duplicate();
        try (var lock = ProcessLock.create("table");
                var eaten = ProcessQueue.<Integer>unbounded()) {
            var table = new Table(lock, eaten);
            try (var one = JavaProcess.start(PipeToTwoConsumers::consume, pipe.right(), table);
                    var two = JavaProcess.start(PipeToTwoConsumers::consume, other, table)) {
                try (var left = pipe.left()) {
                    for (var item = 3; item >= -3; item--) {
                        left.send(item);
                    }
                }
                one.join();
                two.join();
            }
            var all = new ArrayList<Integer>();
            eaten.drainTo(all);
            System.out.println("eaten: " + all);
        }
    }
}
