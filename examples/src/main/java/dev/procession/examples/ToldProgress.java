package dev.procession.examples;

import dev.procession.cli.ProgressBar;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Progress;
import dev.procession.pool.TaskOptions;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Long work that tells how far it is: to a listener of one's own, and by a bar on standard error.
 * The listener is called by one thread now and then, whatever the tasks do, and once at the end.
 */
public final class ToldProgress {

    private static final int TASKS = 100;

    private ToldProgress() {}

    private static int square(int n) throws InterruptedException {
        Thread.sleep(5);
        return n * n;
    }

    private static void print(Progress now) {
        if (now.isLast()) {
            System.out.println("all " + now.done() + " done, " + now.failed() + " failed");
        } else {
            System.out.println(now.done() + " of " + now.total().orElse(0));
        }
    }

    /** Runs the program. */
    public static void main() {
        var told = TaskOptions.defaults().withProgress(ToldProgress::print, Duration.ofMillis(50));
        var shown = TaskOptions.defaults().withProgress(ProgressBar.of("squares"));
        try (var pool = ProcessPool.of(2)) {
            pool.with(told).map(ToldProgress::square, IntStream.range(0, TASKS).boxed());
            pool.with(shown).map(ToldProgress::square, IntStream.range(0, TASKS).boxed());
        }
    }
}
