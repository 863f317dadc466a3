package dev.procession.cli;

import java.util.Iterator;

/**
 * A source of inputs that can be told to end.
 *
 * @param <A> the type of the inputs
 */
interface Source<A> extends Iterator<A> {

    /** Has the source end here; by any thread, also while another one waits for an input. */
    void stop();
}
