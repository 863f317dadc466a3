package dev.procession.benchmarks.chaos;

/** One way of giving jobs to a pool, over and over; each on a thread of its own. */
interface Load {

    /**
     * Gives some jobs to the pool, and returns soon, at the latest when these have ended.
     *
     * @throws InterruptedException if it is not to wait any longer
     */
    void some() throws InterruptedException;
}
