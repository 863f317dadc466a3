package dev.procession.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure.
 *
 * @param name how it is asked for
 * @param meaning what is measured, in a few words
 * @param unit the unit of all samples
 * @param sense whether more or less is better
 * @param rounds how many rounds it has
 * @param entrants ours, then the peers
 * @param target what is to be reached, if anything was promised
 * @param notes what is to be said beside the figures
 */
record Case(
        String name,
        String meaning,
        String unit,
        Sense sense,
        Rounds rounds,
        List<Entrant> entrants,
        @Nullable Target target,
        List<String> notes) {

    /** Which way is better. */
    enum Sense {
        /** Times and sizes. */
        LESS_IS_BETTER,
        /** Rates. */
        MORE_IS_BETTER
    }
}
