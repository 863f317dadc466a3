package dev.procession.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.simulator.Histories;
import dev.procession.testing.simulator.Scenario;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Fault row F26: kills and stops at any step, by a seed, of processes that share a queue, a lock
 * and what it protects; and the proof that wrong histories are found, by planting faults.
 */
class SoakSimulationIT {

    private static final String NO_SPINNING = "-XX:ActiveProcessorCount=1";
    private static final int ENOUGH = 1_000;

    /**
     * {@code -Dprocession.test.histories=100} is a long run, {@code procession.test.seed} another.
     */
    @Test
    void F26_thousandKillsAndStops_everyHistoryIsLinearizable() {
        String verdict = Histories.run(SoakScenario.class, 3_000, NO_SPINNING);
        assertThat(verdict).startsWith(Histories.HELD);
        assertThat(count("deaths", verdict)).as(verdict).isGreaterThan(ENOUGH);
        assertThat(count("stops", verdict)).as(verdict).isGreaterThan(ENOUGH);
    }

    private static int count(String what, String verdict) {
        var found = Pattern.compile(", " + what + "=(\\d+)").matcher(verdict);
        assertThat(found.find()).as(verdict).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static void assertFound(Class<? extends Scenario> type, String what) {
        String verdict = Histories.run(type, 20_000, NO_SPINNING);
        assertThat(verdict).startsWith(Histories.VIOLATED).contains(", seed=").contains(what);
    }

    @Test
    void planted_staleTail_isFound() {
        assertFound(PlantedSoakFaults.StaleTail.class, "the queue's history is not linearizable");
    }

    @Test
    void planted_sizeOfTwoMoments_isFound() {
        assertFound(
                PlantedSoakFaults.SizeOfTwoMoments.class,
                "the queue's history is not linearizable");
    }

    @Test
    void planted_openLock_isFound() {
        assertFound(PlantedSoakFaults.OpenLock.class, "two have it");
    }

    @Test
    void planted_stoppedIsTakenForDead_isFound() {
        assertFound(PlantedSoakFaults.StoppedIsTakenForDead.class, "two have it");
    }
}
