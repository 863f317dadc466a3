package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.Scenario;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;

/**
 * Permits in a word, and an event word for who finds none: some take, others give as many; two are
 * killed.
 *
 * <p>Holds: never fewer than none; nobody sleeps while there is a permit.
 */
class SemaphoreScenario implements Scenario {

    private static final int EVENT = 0;
    private static final int PERMITS = 8;

    @Override
    public double slicesForDeath() {
        return 1;
    }

    @Override
    public void prepare(Simulation simulation) {
        Words words = simulation.memory(16);
        EventWord event = new EventWord(words, EVENT, new SimulatedParking(simulation));
        simulation.watch("event", words, EVENT, Fault.NONE);
        simulation.watch("permits", words, PERMITS, Fault.NONE);
        int needed = 0;
        int takers = simulation.random().nextInt(1, 4);
        for (int i = 0; i < takers; i++) {
            int times = simulation.random().nextInt(1, 4);
            needed += times;
            simulation
                    .process()
                    .start(() -> {
                        for (int time = 0; time < times; time++) {
                            acquire(simulation, words, event);
                        }
                    });
        }
        int first = simulation.random().nextInt(needed + 1);
        give(simulation.process(), words, event, first);
        give(simulation.process(), words, event, needed - first);
        simulation.process().start(() -> release(words, event));
    }

    private static void give(SimulatedProcess by, Words words, EventWord event, int times) {
        by.spare();
        by.start(() -> {
            for (int i = 0; i < times; i++) {
                release(words, event);
            }
        });
    }

    private static void release(Words words, EventWord event) {
        words.getAndAddInt(PERMITS, 1);
        event.ring();
    }

    private static void acquire(Simulation simulation, Words words, EventWord event) {
        while (!tryAcquire(simulation, words)) {
            int prepared = event.prepare();
            if (tryAcquire(simulation, words)) {
                return;
            }
            event.sleep(prepared, Long.MAX_VALUE);
        }
    }

    private static boolean tryAcquire(Simulation simulation, Words words) {
        int permits = words.getInt(PERMITS);
        simulation.require(permits >= 0, "fewer than no permits: " + permits);
        while (permits > 0) {
            if (words.compareAndSetInt(PERMITS, permits, permits - 1)) {
                return true;
            }
            permits = words.getInt(PERMITS);
        }
        return false;
    }
}
