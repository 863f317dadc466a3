package dev.procession.examples;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.process.JavaProcess;
import java.io.EOFException;
import java.io.IOException;

/**
 * A pipe whose other end a consumer reads until the end of the stream. The usual program forgets to
 * close its copies of the ends, and the consumer waits for ever; here an end moves into the process
 * that is given it, so that there is no copy to forget.
 */
public final class PipeToConsumer {

    private PipeToConsumer() {}

    private static void consume(PipeEnd<Void, String> end)
            throws IOException, InterruptedException {
        try (end) {
            while (true) {
                System.out.println("received \"" + end.receive() + "\"");
            }
        } catch (EOFException over) {
            System.out.println("the end of the stream");
        }
    }

    /**
     * Runs the program.
     *
     * @throws IOException if the consumer is gone
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws IOException, InterruptedException {
        var pipe = ProcessPipe.<String>oneWay();
        try (var consumer = JavaProcess.start(PipeToConsumer::consume, pipe.right())) {
            System.out.println("the right end is still here: " + pipe.right().isOpen());
            try (var left = pipe.left()) {
                for (var word : new String[] {"bun", "", "dumpling"}) {
                    left.send(word);
                }
            } // closed: nothing more comes
            consumer.join();
        }
    }
}
