package dev.procession.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.simulator.Histories;
import dev.procession.testing.simulator.Scenario;
import org.junit.jupiter.api.Test;

/**
 * Fault row F15: put and take in orders that a seed decides, with kills at any step; and the proof
 * that the simulator finds what is wrong, by planting it.
 */
class QueueSimulationIT {

    private static final String NO_SPINNING = "-XX:ActiveProcessorCount=1";
    private static final String SPINNING = "-XX:ActiveProcessorCount=2";

    private static void assertFound(Class<? extends Scenario> type, String... what) {
        String verdict = Histories.run(type, 20_000, NO_SPINNING);
        assertThat(verdict).startsWith(Histories.VIOLATED).contains(", seed=").containsAnyOf(what);
    }

    @Test
    void F15_queue_anyOrder_nothingIsTornLostOrTakenTwice() {
        assertThat(Histories.run(QueueScenario.class, 10_000, NO_SPINNING))
                .startsWith(Histories.HELD);
    }

    @Test
    void F15_queue_anyOrder_whoSpinsIsNoWorse() {
        assertThat(Histories.run(QueueScenario.class, 5_000, SPINNING)).startsWith(Histories.HELD);
    }

    @Test
    void planted_putWithoutLock_isFound() {
        assertFound(
                PlantedQueueFaults.PutWithoutLock.class,
                "torn: ",
                "taken twice: ",
                "lost: ",
                "corrupt");
    }

    @Test
    void planted_takeWithoutLock_isFound() {
        assertFound(PlantedQueueFaults.TakeWithoutLock.class, "taken twice: ");
    }

    @Test
    void planted_commitBeforeCopy_isFound() {
        assertFound(PlantedQueueFaults.CommitBeforeCopy.class, "torn: ", "the queue is corrupt");
    }
}
