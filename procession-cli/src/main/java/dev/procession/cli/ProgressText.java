package dev.procession.cli;

import dev.procession.pool.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a run has come, in words.
 *
 * @param noun what the inputs are, in the plural
 * @param progress how far it has come
 */
record ProgressText(String noun, Progress progress) {

    private static final int BAR = 24;
    private static final int SHORTEST_BAR = 6;

    /**
     * Returns the line for a terminal, with a bar if there is room for one.
     *
     * @param more what is said at the end
     * @param columns how many columns it may take
     * @param isUnicode whether block characters can be shown
     */
    String headline(List<String> more, int columns, boolean isUnicode) {
        List<String> parts = parts();
        parts.addAll(more);
        var text = String.join("  ", parts);
        var room = Math.min(BAR, columns - Columns.width(text) - 4);
        var total = progress.total().orElse(0);
        if (total == 0 || room < SHORTEST_BAR) {
            return Columns.fit(text, columns);
        }
        var part = (double) progress.done() / total;
        return "[" + Columns.bar(part, room, isUnicode) + "]  " + text;
    }

    /** Returns the line for a log. */
    String line() {
        return String.join(", ", parts());
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        var total = progress.total();
        var done = Tally.grouped(progress.done());
        parts.add(
                total.isPresent()
                        ? done + "/" + Tally.grouped(total.getAsLong()) + " " + noun
                        : done + " " + noun);
        if (progress.failed() > 0) {
            parts.add(Tally.grouped(progress.failed()) + " failed");
        }
        if (progress.retries() > 0) {
            parts.add(Tally.grouped(progress.retries()) + " retried");
        }
        parts.add(rate());
        var left = progress.isLast() ? Optional.<Duration>empty() : progress.remaining();
        parts.add(
                left.isPresent()
                        ? "ETA " + Durations.clock(left.get())
                        : Durations.clock(progress.elapsed()));
        return parts;
    }

    private String rate() {
        var perSecond = progress.perSecond();
        return perSecond >= 10
                ? Tally.grouped(Math.round(perSecond)) + "/s"
                : String.format(Locale.ROOT, "%.1f/s", perSecond);
    }
}
