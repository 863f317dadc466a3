package dev.procession.testing.simulator;

import dev.procession.internal.monitor.Peers;
import org.jspecify.annotations.Nullable;

/**
 * A process of a simulation, which may be killed; it has the slot of the table that it is given.
 */
public final class SimulatedProcess {

    private final Simulation simulation;
    private final int number;
    private int threads;
    private boolean isAlive = true;
    private boolean isMortal = true;
    private boolean isStopped;
    private @Nullable Runnable afterDeath;

    SimulatedProcess(Simulation simulation, int number) {
        this.simulation = simulation;
        this.number = number;
    }

    /** Has a thread of it do something. */
    public void start(Runnable body) {
        simulation.add(new SimulatedThread("p" + this + "." + threads++, this, body));
    }

    /** Keeps it from being killed. */
    public void spare() {
        isMortal = false;
    }

    /** Has something done after it was killed, of which no step is one. */
    public void afterDeath(Runnable what) {
        afterDeath = what;
    }

    /** Returns what it knows of the others. */
    public Peers peers() {
        return new SimulatedPeers(simulation, this);
    }

    /** Its number: generation and slot. */
    public int number() {
        return number;
    }

    public boolean isAlive() {
        return isAlive;
    }

    /** Tells whether it does nothing for now. */
    public boolean isStopped() {
        return isStopped;
    }

    void setStopped(boolean value) {
        isStopped = value;
    }

    boolean isMortal() {
        return isMortal && isAlive;
    }

    void die() {
        isAlive = false;
        if (afterDeath != null) {
            afterDeath.run();
        }
    }

    @Override
    public String toString() {
        return Peers.slot(number) + "/" + (number >>> Peers.SLOT_BITS);
    }
}
