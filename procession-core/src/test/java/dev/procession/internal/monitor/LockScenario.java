package dev.procession.internal.monitor;

import dev.procession.internal.monitor.LockWord.Result;
import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.Scenario;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Two to five processes, some with two threads, take a lock in all ways there are; two are killed,
 * and others get their slots.
 *
 * <p>Holds: one thread at a time; who follows one that died in possession, and nobody else, is told
 * so; all who wait go on.
 */
class LockScenario implements Scenario {

    static final int LOCK = 0;
    private static final int DATA = 8;
    private static final int W = 1 << 31;

    private @Nullable Words words;
    private @Nullable SimulatedProcess inside;
    private boolean isAbandoned;

    @Override
    public void prepare(Simulation simulation) {
        Words made = simulation.memory(16);
        words = made;
        simulation.watch("lock", made, LOCK, fault());
        int processes = simulation.random().nextInt(2, 6);
        for (int i = 0; i < processes; i++) {
            settle(simulation, simulation.process(), made);
        }
    }

    /** Tells what is wrong with the lock's word. */
    Fault fault() {
        return Fault.NONE;
    }

    Parking parking(Simulation simulation) {
        return new SimulatedParking(simulation);
    }

    Peers peers(Simulation simulation, SimulatedProcess process) {
        return process.peers();
    }

    private void settle(Simulation simulation, SimulatedProcess process, Words made) {
        Peers peers = peers(simulation, process);
        LockWord lock = new LockWord(made, LOCK, peers, parking(simulation));
        int threads = simulation.random().nextInt(4) == 0 ? 2 : 1;
        for (int i = 0; i < threads; i++) {
            int turns = simulation.random().nextInt(1, 4);
            process.start(() -> {
                for (int turn = 0; turn < turns; turn++) {
                    takeTurn(simulation, lock);
                }
            });
        }
        process.afterDeath(() -> {
            if ((made.getInt(LOCK) & ~W) == peers.self()) {
                isAbandoned = true;
                inside = null;
            }
            if (simulation.random().nextBoolean()) {
                settle(simulation, simulation.successor(process), made);
            }
        });
    }

    private void takeTurn(Simulation simulation, LockWord lock) {
        Result result = lock(simulation, lock);
        if (result != Result.LOCKED && result != Result.TAKEN_OVER) {
            return;
        }
        simulation.require(inside == null, "two have it: " + inside + ", " + simulation.self());
        simulation.require(
                (result == Result.TAKEN_OVER) == isAbandoned,
                "had as " + result + ", its owner has died: " + isAbandoned);
        inside = simulation.self();
        isAbandoned = false;
        int steps = simulation.random().nextInt(3);
        for (int i = 0; i < steps; i++) {
            words.getAndAddInt(DATA, 1);
        }
        simulation.require(inside == simulation.self(), "it was taken away");
        inside = null;
        lock.unlock();
    }

    /** Tells by chance in which way to lock: 0 to 4, or any other. */
    int way(RandomGenerator random) {
        return random.nextInt(8);
    }

    private Result lock(Simulation simulation, LockWord lock) {
        switch (way(simulation.random())) {
            case 0:
                return lock.lockSoon() ? Result.LOCKED : Result.TIMED_OUT;
            case 1:
                return lock.lock(0);
            case 2:
                return lock.lock(1);
            case 3:
                return interruptibly(simulation, () -> lock.lock(Long.MAX_VALUE));
            case 4:
                return interruptibly(simulation, lock::lock);
            default:
                return lock.lock();
        }
    }

    private static Result interruptibly(Simulation simulation, Supplier<Result> locking) {
        simulation.setInterruptible(true);
        try {
            return locking.get();
        } finally {
            simulation.setInterruptible(false);
            Thread.interrupted();
        }
    }

    @Override
    public void check(Simulation simulation) {
        int owner = words.getInt(LOCK) & ~W;
        simulation.require(owner == 0 || isAbandoned, "somebody still has it: " + owner);
    }
}
