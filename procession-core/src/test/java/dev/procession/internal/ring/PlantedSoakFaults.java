package dev.procession.internal.ring;

import dev.procession.internal.monitor.Peers;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;

/** Soaks with a fault, each of which has to be found. */
final class PlantedSoakFaults {

    private PlantedSoakFaults() {}

    /**
     * Who polls believes a tail that somebody has seen before: no element is lost or disordered.
     */
    static final class StaleTail extends SoakScenario {
        @Override
        Ring.Taken poll(RingAccess access, Parcel parcel) {
            long head = words.getLong(QueueLayout.HEAD_OFFSET);
            return head == words.getLong(QueueLayout.TAIL_SEEN_OFFSET)
                    ? Ring.Taken.NOT_NOW
                    : super.poll(access, parcel);
        }
    }

    /** Head and tail are counted as they were at two moments. */
    static final class SizeOfTwoMoments extends SoakScenario {
        @Override
        int size() {
            long head = words.getLong(QueueLayout.HEAD_OFFSET);
            return Index.count(head, words.getLong(QueueLayout.TAIL_OFFSET));
        }
    }

    /** The lock of the table is open again as soon as somebody has it. */
    static final class OpenLock extends SoakScenario {
        @Override
        Fault tableLockFault() {
            return (by, before, after) -> (after & Integer.MAX_VALUE) == 0 ? after : 0;
        }
    }

    /** Whoever is stopped is taken for dead. */
    static final class StoppedIsTakenForDead extends SoakScenario {
        @Override
        Peers peers(Simulation simulation, SimulatedProcess process) {
            Peers right = process.peers();
            return new Peers() {
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
                    boolean isStopped = simulation.tenant(Peers.slot(peer)).isStopped();
                    return peer != self() && isStopped || right.isDead(peer);
                }

                @Override
                public String describe(int peer) {
                    return right.describe(peer);
                }
            };
        }
    }
}
