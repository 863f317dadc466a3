package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.queue.JoinableProcessQueue;

/**
 * A process writes A, B and C into a queue, another reads without end and is terminated at last.
 * The usual program does so as soon as the writer has ended, when the reader may have read nothing
 * yet; join the queue first, which waits until all is dealt with.
 */
public final class WriterAndReader {

    private WriterAndReader() {}

    private static void write(JoinableProcessQueue<String> queue) throws InterruptedException {
        for (var letter : new String[] {"A", "B", "C"}) {
            System.out.println("put " + letter);
            queue.put(letter);
        }
    }

    private static void readWithoutEnd(JoinableProcessQueue<String> queue) throws Exception {
        while (true) {
            System.out.println("got " + queue.take());
            queue.taskDone();
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var queue = JoinableProcessQueue.<String>redelivering(10);
                var writer = JavaProcess.start(WriterAndReader::write, queue);
                var reader = JavaProcess.start(WriterAndReader::readWithoutEnd, queue)) {
            writer.join();
            queue.join();
            reader.terminate();
            reader.join();
            System.out.println("the writer: " + writer.exitCode().getAsInt());
            System.out.println("the reader: " + reader.exitCode().getAsInt());
        }
    }
}
