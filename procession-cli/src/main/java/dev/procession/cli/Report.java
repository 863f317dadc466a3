package dev.procession.cli;

import dev.procession.pool.Outcome;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the outcomes of {@code procession map}. */
sealed interface Report {

    /** Writes what became of an input. */
    void outcome(Outcome<String, String> outcome);

    /** Writes the end. */
    void summary(PoolRun<?, ?> run);

    /**
     * One JSON object a line, on standard output.
     *
     * @param results standard output
     * @param inputs tells the place of each input
     */
    record Json(Results results, Pending inputs) implements Report {

        @Override
        public void outcome(Outcome<String, String> outcome) {
            var index = inputs.indexOf(outcome.run().index());
            results.line(JsonText.ofPlain(toMap(outcome, index)));
        }

        /** Returns the object for an outcome whose value, if it has one, is JSON text. */
        static Map<String, Object> toMap(Outcome<?, String> outcome) {
            return toMap(outcome, outcome.run().index());
        }

        private static Map<String, Object> toMap(Outcome<?, String> outcome, long index) {
            var run = outcome.run();
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("index", index);
            map.put("input", String.valueOf(outcome.input()));
            var failure =
                    switch (outcome) {
                        case Outcome.Ok<?, String> ok -> null;
                        case Outcome.Failed<?, String> failed ->
                                Failure.of(failed.cause()).ofInput(run.index(), index);
                    };
            map.put("status", failure == null ? Status.OK.word() : failure.status().word());
            if (outcome instanceof Outcome.Ok<?, String> ok) {
                map.put("value", new JsonText.Raw(ok.value()));
            }
            map.put("millis", run.duration().toMillis());
            map.put("attempts", run.attempts());
            map.put("pid", run.pid());
            if (failure != null) {
                map.put("error", failure.toMap());
            }
            return map;
        }

        @Override
        public void summary(PoolRun<?, ?> run) {
            results.line(run.summaryJson());
        }
    }

    /**
     * Values on standard output, failures and the summary on standard error.
     *
     * @param results standard output
     * @param err standard error
     * @param isVoid whether there are no values
     * @param isQuiet whether there is no summary
     */
    record Text(Results results, PrintStream err, boolean isVoid, boolean isQuiet)
            implements Report {

        @Override
        public void outcome(Outcome<String, String> outcome) {
            switch (outcome) {
                case Outcome.Ok<String, String>(var input, var value, var run) -> {
                    if (!isVoid) {
                        results.line(value);
                    }
                }
                case Outcome.Failed<String, String>(var input, var cause, var run) -> {
                    var failure = Failure.of(cause);
                    err.println(
                            "procession: "
                                    + Columns.visible(input)
                                    + ": "
                                    + failure.status().word()
                                    + ": "
                                    + failure.line());
                }
            }
        }

        @Override
        public void summary(PoolRun<?, ?> run) {
            if (!isQuiet) {
                err.println(run.summary());
            }
        }
    }
}
