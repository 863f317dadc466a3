package dev.procession.examples;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskPool;
import dev.procession.pool.ThreadPool;
import java.util.List;

/**
 * The same program on threads and on processes: all but the line that opens the pool is written
 * against {@code TaskPool}. On threads it is easier to debug; on processes nothing that a task does
 * reaches further than its worker.
 */
public final class OneLineChanges {

    private static final List<String> NUMBERS = List.of("1", "2", "three", "4");

    private OneLineChanges() {}

    private static void run(TaskPool pool) {
        System.out.println(pool.map(Integer::parseInt, List.of("1", "2", "4")));
        try (var outcomes = pool.outcomes(Integer::parseInt, NUMBERS)) {
            outcomes.forEach(OneLineChanges::print);
        }
        long worker = pool.submit(() -> ProcessHandle.current().pid()).join();
        var isHere = worker == ProcessHandle.current().pid();
        System.out.println(isHere ? "all in this process" : "all in others");
    }

    private static void print(Outcome<String, Integer> outcome) {
        switch (outcome) {
            case Outcome.Ok(var input, var value, var run) ->
                    System.out.println(input + " is " + value);
            case Outcome.Failed(var input, var cause, var run) ->
                    System.out.println(input + ": " + cause.getMessage());
        }
    }

    /** Runs the program. */
    public static void main() {
        for (var isIsolated : new boolean[] {false, true}) {
            try (TaskPool pool = isIsolated ? ProcessPool.of(2) : ThreadPool.of(2)) { // this line
                run(pool);
            }
        }
    }
}
