package dev.procession.benchmarks;

import java.io.IOException;
import java.util.List;

/** What is measured in a case, ready to run: Procession or one of its peers. */
interface Contestant extends AutoCloseable {

    /**
     * Runs one round.
     *
     * @return its samples, one or more, in the case's unit
     * @throws IOException if it cannot go on
     */
    double[] round() throws IOException, InterruptedException;

    /** Returns what is to be said beside the figures, after the last round. */
    default List<String> notes() {
        return List.of();
    }

    @Override
    default void close() {}
}
