package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row O3: endless sources run in bounded memory, in the parent and in its workers. */
class MillionTasksIT {

    private static final int TASKS = 1_000_000;

    /** The parent, with a small heap. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) {
            PoolOptions options = PoolOptions.defaults().withWorkers(2).withMaxHeap("16m");
            try (var pool = ProcessPool.open(options);
                    var outcomes =
                            pool.outcomes(x -> x, IntStream.iterate(0, x -> x + 1).boxed())) {
                long sum =
                        outcomes.limit(TASKS)
                                .mapToLong(outcome ->
                                        switch (outcome) {
                                            case Outcome.Ok(var in, var out, var run) -> out;
                                            case Outcome.Failed(var in, var why, var run) ->
                                                    throw new IllegalStateException(why);
                                        })
                                .sum();
                System.out.println("sum " + sum);
                System.out.println("workers " + pool.workersStarted());
            }
            System.out.println("closed");
        }
    }

    @Test
    @Timeout(value = 50, unit = TimeUnit.SECONDS)
    void O3_aMillionTasks_runInASmallHeap() {
        try (Victim parent = Victim.start(Parent.class, "-Xmx32m")) {
            assertThat(parent.line("sum ")).isEqualTo("" + (TASKS - 1L) * TASKS / 2);
            assertThat(parent.line("workers ")).isEqualTo("2");
            parent.line("closed");
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.errors()).isEmpty();
        }
    }
}
