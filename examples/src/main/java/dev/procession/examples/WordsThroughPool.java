package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import dev.procession.queue.ProcessQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Two tasks of a pool hand words over by a queue. Python refuses its queue as an argument of a
 * task, and wants one of a manager; here any queue will do. With the synchronous {@code apply} the
 * writer has ended before the reader begins, so the queue must have room for all the words.
 */
public final class WordsThroughPool {

    private static final List<String> WORDS = List.of("when", "in", "the", "course");

    private WordsThroughPool() {}

    private static int write(ProcessQueue<String> queue) throws InterruptedException {
        for (var word : WORDS) {
            queue.put(word);
        }
        queue.complete();
        return WORDS.size();
    }

    private static List<String> read(ProcessQueue<String> queue) throws Exception {
        var words = new ArrayList<String>();
        queue.forEachTaken(words::add);
        return words;
    }

    /** Runs the program. */
    public static void main() {
        try (var pool = ProcessPool.of(2);
                var narrow = ProcessQueue.<String>bounded(1);
                var wide = ProcessQueue.<String>bounded(WORDS.size())) {
            var written = pool.applyAsync(WordsThroughPool::write, narrow);
            var read = pool.applyAsync(WordsThroughPool::read, narrow);
            System.out.println("asynchronous: " + written.join() + " words, " + read.join());
            int first = pool.apply(WordsThroughPool::write, wide);
            var then = pool.apply(WordsThroughPool::read, wide);
            System.out.println("synchronous: " + first + " words, " + then);
        }
    }
}
