package dev.procession.testing.simulator;

import dev.procession.internal.shared.Steps;

/** Has each access to shared words be a place where another goes on. */
public final class SimulatedSteps extends Steps {

    /** Made by the name of the class. */
    public SimulatedSteps() {}

    @Override
    protected void step() {
        Simulation.pause();
    }
}
