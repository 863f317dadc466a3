package dev.procession.internal.monitor;

import dev.procession.internal.monitor.LockWord.Result;
import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.Scenario;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;

/**
 * A lock and an event word as a condition: takers wait, with the lock given back, until there is an
 * item; one who is not killed brings enough of them; two takers are killed.
 *
 * <p>Holds: never fewer than no items; all who live get theirs.
 */
class ConditionScenario implements Scenario {

    private static final int LOCK = 0;
    private static final int EVENT = 4;
    private static final int ITEMS = 8;

    @Override
    public void prepare(Simulation simulation) {
        Words words = simulation.memory(16);
        simulation.watch("lock", words, LOCK, Fault.NONE);
        simulation.watch("event", words, EVENT, Fault.NONE);
        simulation.watch("items", words, ITEMS, Fault.NONE);
        EventWord event = new EventWord(words, EVENT, new SimulatedParking(simulation));
        int needed = 0;
        int takers = simulation.random().nextInt(1, 4);
        for (int i = 0; i < takers; i++) {
            int times = simulation.random().nextInt(1, 3);
            needed += times;
            SimulatedProcess taker = simulation.process();
            LockWord lock = lock(simulation, taker, words);
            taker.start(() -> {
                for (int time = 0; time < times; time++) {
                    take(simulation, words, lock, event);
                }
            });
        }
        int all = needed;
        SimulatedProcess giver = simulation.process();
        giver.spare();
        LockWord lock = lock(simulation, giver, words);
        giver.start(() -> {
            for (int i = 0; i < all; i++) {
                give(simulation, words, lock, event);
            }
        });
    }

    private static LockWord lock(Simulation simulation, SimulatedProcess process, Words words) {
        return new LockWord(words, LOCK, process.peers(), new SimulatedParking(simulation));
    }

    private static void take(Simulation simulation, Words words, LockWord lock, EventWord event) {
        lock(simulation, lock);
        while (words.getInt(ITEMS) == 0) {
            int prepared = event.prepare();
            lock.unlock();
            event.sleep(prepared, Long.MAX_VALUE);
            lock(simulation, lock);
        }
        int items = words.getInt(ITEMS);
        simulation.require(items > 0, "fewer than no items: " + items);
        words.setInt(ITEMS, items - 1);
        lock.unlock();
    }

    private static void give(Simulation simulation, Words words, LockWord lock, EventWord event) {
        lock(simulation, lock);
        words.setInt(ITEMS, words.getInt(ITEMS) + 1);
        event.ring();
        lock.unlock();
    }

    private static void lock(Simulation simulation, LockWord lock) {
        Result result = lock.lock();
        boolean isTold = result == Result.TAKEN_OVER;
        simulation.require(!isTold || simulation.deaths() > 0, "nobody has died: " + result);
    }
}
