package dev.procession.testing.simulator;

/** A fault planted into a protocol: what a step has made of a word is changed within that step. */
@FunctionalInterface
public interface Fault {

    /** There is none. */
    Fault NONE = (by, before, after) -> after;

    /**
     * Returns what the step leaves in place of {@code after}.
     *
     * @param by who made the step
     * @param before the word before it
     * @param after the word after it, which is another
     */
    int instead(SimulatedProcess by, int before, int after);
}
