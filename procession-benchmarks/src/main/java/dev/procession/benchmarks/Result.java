package dev.procession.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What became of a case.
 *
 * @param of the case
 * @param figures the statistics of each contestant that took part, ours first
 * @param absent why each other peer did not
 * @param failure why there are no figures of ours, or null if there are
 * @param notes what is to be said beside the figures
 */
record Result(
        Case of,
        Map<String, Statistics> figures,
        Map<String, String> absent,
        @Nullable Exception failure,
        List<String> notes) {

    /** Says in one line what a failure was. */
    static String reason(Exception failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getName() : message;
        return text.lines().findFirst().orElse(text);
    }

    /** Returns our median divided by the peer's, if both are there. */
    OptionalDouble ratio(String peer) {
        Statistics ours = figures.get(Entrant.OURS);
        Statistics theirs = figures.get(peer);
        return ours == null || theirs == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(ours.ratioTo(theirs));
    }

    /** Returns what the target is about, if it was measured: a ratio, or our median. */
    OptionalDouble judged(Target target) {
        String peer = target.peer();
        if (peer != null) {
            return ratio(peer);
        }
        Statistics ours = figures.get(Entrant.OURS);
        return ours == null ? OptionalDouble.empty() : OptionalDouble.of(ours.p50());
    }
}
