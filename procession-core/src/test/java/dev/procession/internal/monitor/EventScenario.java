package dev.procession.internal.monitor;

import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.Scenario;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;

/**
 * Some wait until a counter has a value, others raise it and ring; two are killed.
 *
 * <p>Holds: nobody sleeps when what he waits for has come, but for one slice if who raised it has
 * died before he rang.
 */
class EventScenario implements Scenario {

    static final int EVENT = 0;
    private static final int COUNTER = 8;
    private static final long FOR_EVER = Long.MAX_VALUE;

    @Override
    public double slicesForDeath() {
        return 1;
    }

    @Override
    public void prepare(Simulation simulation) {
        Words words = simulation.memory(16);
        Parking parking = new SimulatedParking(simulation);
        EventWord event = new EventWord(words, EVENT, parking);
        simulation.watch("event", words, EVENT, Fault.NONE);
        simulation.watch("counter", words, COUNTER, Fault.NONE);
        int sure = simulation.random().nextInt(1, 4);
        SimulatedProcess teller = simulation.process();
        teller.spare();
        teller.start(() -> raise(words, event, parking, sure));
        int others = simulation.random().nextInt(3);
        for (int i = 0; i < others; i++) {
            simulation.process().start(() -> raise(words, event, parking, 2));
        }
        int waiters = simulation.random().nextInt(1, 4);
        for (int i = 0; i < waiters; i++) {
            simulation
                    .process()
                    .start(() -> {
                        for (int wanted = 1; wanted <= sure; wanted++) {
                            await(words, event, wanted);
                        }
                    });
        }
    }

    private void raise(Words words, EventWord event, Parking parking, int times) {
        for (int i = 0; i < times; i++) {
            words.getAndAddInt(COUNTER, 1);
            ring(words, event, parking);
        }
    }

    void ring(Words words, EventWord event, Parking parking) {
        event.ring();
    }

    private void await(Words words, EventWord event, int wanted) {
        while (words.getInt(COUNTER) < wanted) {
            int prepared = event.prepare();
            if (looksAgain() && words.getInt(COUNTER) >= wanted) {
                return;
            }
            event.sleep(prepared, FOR_EVER);
        }
    }

    boolean looksAgain() {
        return true;
    }
}
