package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pools that nobody closes. */
class ForgottenPoolIT {

    private static final int POOLS = 3;

    /** Leaves an idle pool, one that works, one that was never used, and some that were dropped. */
    static final class Parent {
        public static void main(String[] arguments) {
            for (int i = 0; i < POOLS; i++) {
                ProcessPool dropped = ProcessPool.of(1);
                System.out.println("answer " + dropped.apply(x -> x + 1, i));
            }
            ProcessPool busy = ProcessPool.open(PoolOptions.defaults().withWorkers(1));
            busy.run(Parent::work);
            ProcessPool.open();
            System.out.println("main returns");
        }

        private static void work() throws InterruptedException {
            Thread.sleep(Duration.ofHours(1));
        }
    }

    @Test
    void P7_mainReturns_theProgramEndsWithZero_andNothingIsLeft() throws IOException {
        try (Victim program = Victim.start(Parent.class)) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output())
                    .containsExactly("answer 1", "answer 2", "answer 3", "main returns");
            assertThat(program.errors()).isEmpty();
            program.awaitNoSurvivors(Duration.ofSeconds(1));
            try (Stream<Path> left = Files.list(program.base())) {
                assertThat(left).isEmpty();
            }
        }
    }
}
