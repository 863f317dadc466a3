package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row S1: virtual threads that wait leave the carriers to others. */
class VirtualWaitersIT {

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void S1_thousandVirtualThreads_waitForAThousandSemaphores_theOthersGoOn(String futex) {
        try (Victim program =
                Victim.start(
                        VirtualWaiters.class,
                        "-Djdk.virtualThreadScheduler.parallelism=2",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=2",
                        "-Dprocession.futex=" + futex)) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.output())
                    .isEqualTo(List.of("all there", "worked, waiting 1000", "ended, waiting 0"));
            assertThat(program.errors()).isEmpty();
        }
    }
}
