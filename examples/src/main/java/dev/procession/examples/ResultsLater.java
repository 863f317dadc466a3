package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Collects the futures of all tasks first, and fetches the results later. The usual program fetches
 * each result in the loop that submits, and so does one task after the other.
 */
public final class ResultsLater {

    private ResultsLater() {}

    private static String shout(String word) throws InterruptedException {
        Thread.sleep(100);
        return word.toUpperCase(Locale.ROOT);
    }

    /**
     * Runs the program.
     *
     * @param args words, or some of its own
     */
    public static void main(String[] args) {
        var words = args.length > 0 ? args : new String[] {"one", "two", "three", "four"};
        var results = new ArrayList<CompletableFuture<String>>();
        try (var pool = ProcessPool.of(2)) {
            for (var word : words) {
                results.add(pool.applyAsync(ResultsLater::shout, word)); // does not wait
            }
            System.out.println("submitted " + results.size());
        } // waits until all are done
        for (var result : results) {
            System.out.println(result.join());
        }
    }
}
