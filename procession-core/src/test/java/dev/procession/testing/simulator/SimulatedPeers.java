package dev.procession.testing.simulator;

import dev.procession.internal.monitor.Peers;

/**
 * The table of processes as one of them sees it: a read is a step; and to see whether somebody
 * lives one takes his lock for a moment, in which others take him for alive.
 */
final class SimulatedPeers implements Peers {

    private final Simulation simulation;
    private final SimulatedProcess self;

    SimulatedPeers(Simulation simulation, SimulatedProcess self) {
        this.simulation = simulation;
        this.self = self;
    }

    @Override
    public int self() {
        return self.number();
    }

    @Override
    public boolean isReplaced(int peer) {
        Simulation.pause();
        return simulation.tenant(Peers.slot(peer)).number() != peer;
    }

    @Override
    public boolean isDead(int peer) {
        if (peer == self.number()) {
            return false;
        }
        return isReplaced(peer) || isFree(Peers.slot(peer));
    }

    private boolean isFree(int slot) {
        Simulation.pause();
        if (simulation.tenant(slot).isAlive() || simulation.isProbed(slot)) {
            return false;
        }
        simulation.probe(slot, self);
        Simulation.pause();
        simulation.probe(slot, null);
        return true;
    }

    @Override
    public String describe(int peer) {
        return Integer.toString(peer);
    }
}
