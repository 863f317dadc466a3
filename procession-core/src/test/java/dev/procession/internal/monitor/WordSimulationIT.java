package dev.procession.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.simulator.Histories;
import dev.procession.testing.simulator.Scenario;
import org.junit.jupiter.api.Test;

/**
 * Fault rows F13 and F14: the words in orders that a seed decides, with kills at any step; and the
 * proof that the simulator finds what is wrong, by planting it.
 */
class WordSimulationIT {

    private static final String NO_SPINNING = "-XX:ActiveProcessorCount=1";
    private static final String SPINNING = "-XX:ActiveProcessorCount=2";
    private static final String LOST = "a wake-up was lost: all sleep, and nobody has died";

    private static void assertHeld(Class<? extends Scenario> type, int most, String option) {
        assertThat(Histories.run(type, most, option)).startsWith(Histories.HELD);
    }

    private static void assertFound(Class<? extends Scenario> type, String what) {
        String verdict = Histories.run(type, 50_000, NO_SPINNING);
        assertThat(verdict).startsWith(Histories.VIOLATED).contains(", seed=").contains(what);
    }

    @Test
    void F13_lock_anyOrder_oneAtATimeAndAllGoOn() {
        assertHeld(LockScenario.class, 30_000, NO_SPINNING);
    }

    @Test
    void F13_lock_anyOrder_whoSpinsIsNoWorse() {
        assertHeld(LockScenario.class, 20_000, SPINNING);
    }

    @Test
    void F13_lock_whoLeavesAfterASleep_handsTheWakeUpOn() {
        assertHeld(ImpatientScenario.class, 50_000, NO_SPINNING);
    }

    @Test
    void F14_event_anyOrder_noWakeUpIsLost() {
        assertHeld(EventScenario.class, 30_000, NO_SPINNING);
    }

    @Test
    void F14_semaphore_anyOrder_noPermitIsLeftToSleepers() {
        assertHeld(SemaphoreScenario.class, 30_000, NO_SPINNING);
    }

    @Test
    void F14_condition_anyOrder_allGetTheirItems() {
        assertHeld(ConditionScenario.class, 20_000, NO_SPINNING);
    }

    @Test
    void planted_unlockThatForgetsSleepers_isFound() {
        assertFound(PlantedFaults.UnlockForgetsSleepers.class, LOST);
    }

    @Test
    void planted_unlockThatWakesNobody_isFound() {
        assertFound(PlantedFaults.UnlockWakesNobody.class, LOST);
    }

    @Test
    void planted_sleeperThatLocksWithoutW_isFound() {
        assertFound(PlantedFaults.SleeperSetsNoW.class, LOST);
    }

    @Test
    void planted_numbersWithoutGenerations_areFound() {
        assertFound(PlantedFaults.OnlySlotsAreCompared.class, "too long after a death");
    }

    @Test
    void planted_tenantTakenForItsPredecessor_isFound() {
        assertFound(
                PlantedFaults.TenantIsTakenForItsPredecessor.class, "its owner has died: false");
    }

    @Test
    void planted_waiterThatDoesNotLookAgain_isFound() {
        assertFound(PlantedFaults.NobodyLooksAgain.class, LOST);
    }

    @Test
    void planted_bitClearedAfterTheWake_isFound() {
        assertFound(PlantedFaults.BitIsClearedAfterTheWake.class, LOST);
    }
}
