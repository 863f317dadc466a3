package dev.procession.benchmarks.chaos;

import dev.procession.cli.Columns;
import dev.procession.cli.Display;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Shows how far a run is.
 *
 * @param run the run
 * @param settings what it is to be
 */
record ChaosView(ChaosRun run, Settings settings) implements Display.View {

    private static final int BAR = 24;

    @Override
    public List<String> block(int columns, int rows, boolean isUnicode) {
        return List.of(
                Columns.fit(Columns.bar(part(), BAR, isUnicode) + "  " + line(), columns - 1));
    }

    private double part() {
        double ofTime = 1.0 * run.elapsed().toMillis() / Math.max(1, settings.length().toMillis());
        return Math.max(ofTime, 1.0 * run.kills() / settings.kills());
    }

    private String work() {
        StringBuilder all = new StringBuilder();
        run.work()
                .forEach((name, count) ->
                        all.append(String.format(Locale.ROOT, "%s %,d, ", name, count)));
        return all.toString();
    }

    @Override
    public String line() {
        Duration elapsed = run.elapsed();
        return String.format(
                Locale.ROOT,
                "%.1f s, kills %,d, %swrong %,d, workers %d",
                elapsed.toMillis() / 1e3,
                run.kills(),
                work(),
                run.wrongs(),
                run.workers());
    }
}
