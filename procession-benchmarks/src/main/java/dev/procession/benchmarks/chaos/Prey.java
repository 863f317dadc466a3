package dev.procession.benchmarks.chaos;

/** Processes that a {@link Killer} harms; it alone calls these methods. */
interface Prey {

    /** Does some harm, if there is somebody to whom it may be done now. */
    void strike();

    /**
     * Continues, or ends, processes that were stopped.
     *
     * @param isAll whether all of them are, or only those whose time has come
     */
    void release(boolean isAll);
}
