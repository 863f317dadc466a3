package dev.procession.internal.ring;

import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SimulatedParking;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;
import java.util.random.RandomGenerator;

/** Scenarios of a queue with a fault, each of which the simulator has to find. */
final class PlantedQueueFaults {

    /** Locks nothing: the owner's number is gone as soon as it is written. */
    private static final Fault OPEN_LOCK =
            (by, before, after) -> (after & Integer.MAX_VALUE) == 0 ? after : 0;

    private PlantedQueueFaults() {}

    /** Two may put at the same time. */
    static final class PutWithoutLock extends QueueScenario {
        @Override
        Fault putLockFault() {
            return OPEN_LOCK;
        }
    }

    /** Two may take at the same time. */
    static final class TakeWithoutLock extends QueueScenario {
        @Override
        Fault takeLockFault() {
            return OPEN_LOCK;
        }
    }

    /** TAIL is written before the record is. */
    static final class CommitBeforeCopy extends QueueScenario {
        @Override
        int capacity(RandomGenerator random) {
            return 100;
        }

        @Override
        long firstIndex(RandomGenerator random) {
            return 0;
        }

        @Override
        void put(
                Simulation simulation,
                SimulatedProcess process,
                RingAccess access,
                byte[] payload) {
            SimulatedParking parking = new SimulatedParking(simulation);
            Peers peers = process.peers();
            LockWord lock = new LockWord(words, QueueLayout.PUT_LOCK_OFFSET, peers, parking);
            lock.lock();
            long tail = words.getLong(QueueLayout.TAIL_OFFSET);
            long record = QueueLayout.recordBytes(payload.length);
            long at = QueueLayout.RING_OFFSET + Index.place(tail, QueueLayout.LEAST_RING_BYTES);
            words.setLong(QueueLayout.TAIL_OFFSET, Index.advanced(tail, 1, record));
            words.setInt(at + QueueLayout.LENGTH_OFFSET, payload.length);
            words.put(at + QueueLayout.HEADER_BYTES, payload, 0, payload.length);
            lock.unlock();
            new EventWord(words, QueueLayout.NOT_EMPTY_OFFSET, parking).ring();
        }
    }
}
