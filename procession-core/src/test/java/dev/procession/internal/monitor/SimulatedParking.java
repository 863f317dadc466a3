package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Simulation;

/** Sleeping and waking in a simulation, whose own the kernel is. */
public class SimulatedParking extends Parking {

    private final Simulation simulation;

    public SimulatedParking(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    void sleepUpTo(Words words, long offset, int expected, long nanos) {
        simulation.sleep(words, offset, expected, nanos < SLICE_NANOS);
    }

    @Override
    int wake(Words words, long offset, int most) {
        return simulation.wake(words, offset, most);
    }
}
