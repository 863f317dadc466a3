package dev.procession.testing.simulator;

/** What processes do, and what has to hold whatever the order: made anew for each history. */
public interface Scenario {

    /** Makes the memory, and starts the processes. */
    void prepare(Simulation simulation);

    /** How many slices may go by in vain after one death until all go on. */
    default double slicesForDeath() {
        return 2;
    }

    /** How many processes are killed at most. */
    default int mostDeaths() {
        return 2;
    }

    /** How many times a process is stopped, for a long while, at most. */
    default int mostStops() {
        return 0;
    }

    /** Looks, after all have ended, whether all is as it should be. */
    default void check(Simulation simulation) {}
}
