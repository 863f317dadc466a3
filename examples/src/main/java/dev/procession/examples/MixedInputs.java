package dev.procession.examples;

import dev.procession.pool.Outcome;
import dev.procession.pool.Pair;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Inputs of several types, of which one fails. {@code map} gives either all results or the first
 * failure, and the usual program loses what has succeeded that way; {@code outcomes} tells of each
 * input what became of it.
 */
public final class MixedInputs {

    private MixedInputs() {}

    private static String greet(Object input) {
        return switch (input) {
            case Pair(String name, Integer times) -> ("hello " + name + " ").repeat(times).strip();
            case Integer age -> "hello, you who are " + age;
            default -> throw new IllegalArgumentException("neither a pair nor an age: " + input);
        };
    }

    /** Runs the program. */
    public static void main() {
        var inputs = List.of(Pair.of("alex", 1), "egon", 40);
        try (var pool = ProcessPool.of(2)) {
            try {
                System.out.println(pool.map(MixedInputs::greet, inputs));
            } catch (CompletionException failed) {
                System.out.println("no results, because: " + failed.getCause());
            }
            try (var outcomes = pool.outcomes(MixedInputs::greet, inputs)) {
                outcomes.forEach(MixedInputs::tell);
            }
        }
    }

    private static void tell(Outcome<?, String> outcome) {
        System.out.println(
                switch (outcome) {
                    case Outcome.Ok(var input, var greeting, _) -> input + " -> " + greeting;
                    case Outcome.Failed(var input, var why, _) -> input + " -> failed, " + why;
                });
    }
}
