package dev.procession.examples;

import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.List;

/**
 * Inputs that end in every way: with a value, with an exception, with the end of the process, and
 * not in time. Each has its outcome, in order, and nothing is thrown. In Python the first exception
 * takes the results of the others with it, and for an input whose process ends {@code map} waits
 * for ever.
 */
public final class EveryOutcome {

    private EveryOutcome() {}

    private static int work(String input) throws InterruptedException {
        switch (input) {
            case "throw" -> throw new IllegalStateException("no " + input);
            case "exit" -> System.exit(3);
            case "hang" -> Thread.sleep(Duration.ofDays(1));
            default -> {}
        }
        return input.length();
    }

    private static String describe(Outcome<String, Integer> outcome) {
        return switch (outcome) {
            case Outcome.Ok(_, var length, _) -> "has " + length + " letters";
            case Outcome.Failed(_, WorkerDiedException death, _) ->
                    "ended its process: " + death.exitStatus();
            case Outcome.Failed(_, TaskTimeoutException late, _) ->
                    "ran longer than " + late.limit().toMillis() + " ms";
            case Outcome.Failed(_, var thrown, _) -> "threw " + thrown;
        };
    }

    /** Runs the program. */
    public static void main() {
        var options = PoolOptions.defaults().withWorkers(2).withTaskTimeout(Duration.ofMillis(500));
        var inputs = List.of("apple", "throw", "exit", "hang", "fig");
        try (var pool = ProcessPool.open(options);
                var outcomes = pool.outcomes(EveryOutcome::work, inputs)) {
            outcomes.forEach(each -> System.out.println(each.input() + " " + describe(each)));
        }
    }
}
