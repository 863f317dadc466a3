package dev.procession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rate of some work while one worker a second is killed, beside that without. */
final class FaultRate {

    private final Duration window;
    private final Supplier<Stream<ProcessHandle>> workers;
    private final Batch batch;

    /** A batch of work. */
    @FunctionalInterface
    interface Batch {
        /**
         * Does it.
         *
         * @return how many elements have a result; those that failed do not count
         */
        int run() throws IOException, InterruptedException;
    }

    /**
     * What was measured.
     *
     * @param undisturbed elements per second while nobody was killed
     * @param disturbed elements per second while workers were
     * @param kills how many were
     */
    record Rates(double undisturbed, double disturbed, int kills) {
        double ratio() {
            return disturbed / undisturbed;
        }

        String describe() {
            return "last round: "
                    + Figures.plain(undisturbed)
                    + "/s undisturbed, "
                    + Figures.plain(disturbed)
                    + "/s with "
                    + kills
                    + (kills == 1 ? " kill" : " kills");
        }
    }

    /**
     * Prepares.
     *
     * @param window how long each of the two is measured; it takes 2.5 times that, and 1.5 times
     *     that to warm up
     * @param workers tells the processes that are workers at the time
     * @param batch the work, again and again
     */
    FaultRate(Duration window, Supplier<Stream<ProcessHandle>> workers, Batch batch) {
        this.window = window;
        this.workers = workers;
        this.batch = batch;
    }

    /** Does both once, so that all code they run has been compiled when they are measured. */
    void warmUp() throws IOException, InterruptedException {
        try (WorkerKiller _ = WorkerKiller.start(workers)) {
            perSecond(window);
        }
        perSecond(window.dividedBy(2));
    }

    /** Measures, half of the undisturbed time before and half after, so that a drift is of none. */
    Rates measure() throws IOException, InterruptedException {
        Duration half = window.dividedBy(2);
        double before = perSecond(half);
        double disturbed;
        int kills;
        try (WorkerKiller killer = WorkerKiller.start(workers)) {
            disturbed = perSecond(window);
            kills = killer.kills();
        }
        // What was killed last is replaced, and that is not what the next half is about.
        perSecond(half);
        return new Rates((before + perSecond(half)) / 2, disturbed, kills);
    }

    private double perSecond(Duration length) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long done = 0;
        do {
            done += batch.run();
        } while (System.nanoTime() - start < length.toNanos());
        return done * 1e9 / (System.nanoTime() - start);
    }
}
