package dev.procession.benchmarks;

import dev.procession.manager.ProcessManager;
import java.util.function.Function;

/** Calls of a managed object, one after the other: microseconds. */
final class ManagerCalls implements Contestant {

    private final ProcessManager manager = ProcessManager.start();
    private final Call call;
    private final int count;

    /** One call, or a few that belong together. */
    @FunctionalInterface
    interface Call {
        /**
         * Calls.
         *
         * @param number another for each time
         */
        void run(int number) throws InterruptedException;
    }

    /**
     * Starts a manager.
     *
     * @param maker makes the object there, and returns what is called
     * @param count how often in a round
     */
    ManagerCalls(Function<ProcessManager, Call> maker, int count) {
        this.call = maker.apply(manager);
        this.count = count;
    }

    @Override
    public double[] round() throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            call.run(i);
        }
        return new double[] {(System.nanoTime() - start) / 1e3 / count};
    }

    @Override
    public void close() {
        manager.close();
    }
}
