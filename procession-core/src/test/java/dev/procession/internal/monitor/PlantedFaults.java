package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;

/** Scenarios of protocols with a fault, each of which the simulator has to find. */
final class PlantedFaults {

    private static final int W = 1 << 31;

    private PlantedFaults() {}

    private static int owner(int word) {
        return word & ~W;
    }

    /** Peers that are right but for what is overridden. */
    private abstract static class OtherPeers implements Peers {
        private final Peers right;

        OtherPeers(Peers right) {
            this.right = right;
        }

        @Override
        public int self() {
            return right.self();
        }

        @Override
        public boolean isReplaced(int peer) {
            return right.isReplaced(peer);
        }

        @Override
        public boolean isDead(int peer) {
            return right.isDead(peer);
        }

        @Override
        public String describe(int peer) {
            return right.describe(peer);
        }
    }

    /** Unlocking stores 0 whether somebody sleeps or not, and wakes nobody. */
    static final class UnlockForgetsSleepers extends LockScenario {
        @Override
        Fault fault() {
            return (by, before, after) -> owner(before) != 0 && after == W ? 0 : after;
        }

        @Override
        Parking parking(Simulation simulation) {
            return new WakingNobody(simulation);
        }
    }

    private static final class WakingNobody extends SimulatedParking {
        WakingNobody(Simulation simulation) {
            super(simulation);
        }

        @Override
        int wake(Words words, long offset, int most) {
            return 1;
        }
    }

    /** Step (3) of unlocking is left out. */
    static final class UnlockWakesNobody extends LockScenario {
        @Override
        Parking parking(Simulation simulation) {
            return new WakingNobody(simulation);
        }
    }

    /** Who has slept takes the lock without W. */
    static final class SleeperSetsNoW extends LockScenario {
        @Override
        Fault fault() {
            return (by, before, after) -> before == 0 ? owner(after) : after;
        }
    }

    /** Numbers are slots, without their generations. */
    static final class OnlySlotsAreCompared extends LockScenario {
        @Override
        Peers peers(Simulation simulation, SimulatedProcess process) {
            return new OtherPeers(process.peers()) {
                @Override
                public int self() {
                    return Peers.slot(super.self());
                }

                @Override
                public boolean isReplaced(int peer) {
                    return false;
                }

                @Override
                public boolean isDead(int peer) {
                    return super.isDead(simulation.tenant(peer).number());
                }
            };
        }
    }

    /** Whether an owner has died is told by whether anybody has died who had that slot. */
    static final class TenantIsTakenForItsPredecessor extends LockScenario {
        @Override
        Peers peers(Simulation simulation, SimulatedProcess process) {
            return new OtherPeers(process.peers()) {
                @Override
                public boolean isDead(int peer) {
                    boolean hasPredecessor = peer >>> Peers.SLOT_BITS > 1;
                    return peer != self() && hasPredecessor || super.isDead(peer);
                }
            };
        }
    }

    /** Between saying that one waits and sleeping one does not look again. */
    static final class NobodyLooksAgain extends EventScenario {
        @Override
        boolean looksAgain() {
            return false;
        }
    }

    /** The bit of an event word is cleared after the wake. */
    static final class BitIsClearedAfterTheWake extends EventScenario {
        @Override
        void ring(Words words, EventWord event, Parking parking) {
            words.fullFence();
            int seen = words.getInt(EVENT);
            if ((seen & 1) != 0) {
                parking.wake(words, EVENT, Parking.ALL);
                words.compareAndSetInt(EVENT, seen, seen + 1);
            }
        }
    }
}
