package dev.procession.examples;

import dev.procession.CodecException;
import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import java.time.Duration;

/**
 * Mistakes that are refused where they are made, by a message that names what is wrong and what to
 * do. To start a process twice, to use it before its start or to make it a daemon after that needs
 * no message: it cannot be written. In Python such mistakes are found by assertions, which {@code
 * python -O} leaves out.
 */
public final class Misuse {

    private Misuse() {}

    private static void attempt(String what, Runnable mistake) {
        try {
            mistake.run();
            System.out.println(what + " is allowed");
        } catch (CodecException | IllegalArgumentException refused) {
            System.out.println(what + ":\n  " + refused.getMessage());
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        var options = ProcessOptions.defaults();
        try (var child = JavaProcess.start(() -> {})) {
            attempt("another process that joins it", () -> JavaProcess.start(() -> child.join()));
            child.join(); // is for its parent alone
        }
        var out = System.out;
        attempt("a captured stream", () -> JavaProcess.start(() -> out.println("hello")));
        Runnable hello = () -> System.out.println("hello");
        attempt("a plain Runnable", () -> JavaProcess.start(hello::run));
        attempt("no name", () -> options.withName(" "));
        attempt("no time to start", () -> options.withStartTimeout(Duration.ZERO));
        attempt("a heap without a size", () -> options.withMaxHeap("lots"));
    }
}
