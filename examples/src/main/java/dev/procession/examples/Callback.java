package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Tasks whose results are met by a callback, which runs in the process that has submitted them, not
 * in the worker. The usual program has none for errors, and never learns that a task has failed.
 */
public final class Callback {

    private Callback() {}

    private static int half(int n) {
        if (n % 2 != 0) {
            throw new IllegalArgumentException(n + " is odd");
        }
        return n / 2;
    }

    private static void tell(String result) {
        System.out.println("process " + ProcessHandle.current().pid() + " is told: " + result);
    }

    /** Runs the program. */
    public static void main() {
        System.out.println("process " + ProcessHandle.current().pid() + " submits");
        try (var pool = ProcessPool.of(2)) {
            var told =
                    Stream.of(4, 7, 10)
                            .map(n ->
                                    pool.applyAsync(Callback::half, n)
                                            .thenApply(half -> n + " / 2 = " + half)
                                            .exceptionally(
                                                    failure -> "failed: " + failure.getCause())
                                            .thenAccept(Callback::tell))
                            .toList();
            told.forEach(CompletableFuture::join); // the callbacks are over, too
        }
    }
}
