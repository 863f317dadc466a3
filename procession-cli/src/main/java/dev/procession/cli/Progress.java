package dev.procession.cli;

import dev.procession.pool.WorkerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What is shown of a run while it lasts.
 *
 * @param noun what the inputs are, in the plural
 * @param inputs how many inputs have ended
 * @param failed how many of them without a value
 * @param retries how many attempts there were beyond the first of each
 * @param total how many inputs there are in all, where that is known
 * @param elapsed how long it has taken so far
 * @param perSecond how many inputs end in a second, of late
 * @param workers the workers
 */
record Progress(
        String noun,
        long inputs,
        long failed,
        long retries,
        OptionalLong total,
        Duration elapsed,
        double perSecond,
        List<WorkerInfo> workers) {

    private static final int BAR = 24;
    private static final int SHORTEST_BAR = 6;
    private static final int FEWEST_WORKERS = 1;

    /** Returns the lines for a terminal. */
    List<String> block(Terminal.Size size, boolean isUnicode) {
        var columns = size.columns() - 1;
        List<String> lines = new ArrayList<>();
        var resident = workers.stream().mapToLong(each -> residentKibibytes(each.pid())).toArray();
        var memory = java.util.stream.LongStream.of(resident).sum();
        lines.add(headline(columns, memory, isUnicode));
        var most = Math.max(FEWEST_WORKERS, size.rows() - 4);
        var shown = workers.size() > most ? most - 1 : workers.size();
        for (int i = 0; i < shown; i++) {
            lines.add(Columns.fit(workerLine(workers.get(i), resident[i]), columns));
        }
        if (shown < workers.size()) {
            lines.add(Columns.fit("  and " + (workers.size() - shown) + " more workers", columns));
        }
        return lines;
    }

    private String headline(int columns, long memory, boolean isUnicode) {
        List<String> parts = parts();
        if (memory > 0) {
            parts.add(megabytes(memory));
        }
        var text = String.join("  ", parts);
        var room = Math.min(BAR, columns - Columns.width(text) - 4);
        if (total.isEmpty() || total.getAsLong() == 0 || room < SHORTEST_BAR) {
            return Columns.fit(text, columns);
        }
        var part = (double) inputs / total.getAsLong();
        return "[" + Columns.bar(part, room, isUnicode) + "]  " + text;
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        var done = Tally.grouped(inputs);
        parts.add(
                total.isPresent()
                        ? done + "/" + Tally.grouped(total.getAsLong()) + " " + noun
                        : done + " " + noun);
        if (failed > 0) {
            parts.add(Tally.grouped(failed) + " failed");
        }
        if (retries > 0) {
            parts.add(Tally.grouped(retries) + " retried");
        }
        parts.add(rate());
        var left = left();
        parts.add(
                left.isPresent()
                        ? "ETA " + Durations.clock(Duration.ofSeconds(left.getAsLong()))
                        : Durations.clock(elapsed));
        return parts;
    }

    private String rate() {
        return perSecond >= 10
                ? Tally.grouped(Math.round(perSecond)) + "/s"
                : String.format(Locale.ROOT, "%.1f/s", perSecond);
    }

    private OptionalLong left() {
        return total.isEmpty() || perSecond <= 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(Math.max(0, total.getAsLong() - inputs) / perSecond));
    }

    private static String workerLine(WorkerInfo worker, long resident) {
        var age = worker.isBusy() ? Durations.brief(worker.age()) : "idle";
        var memory = resident > 0 ? megabytes(resident) : "";
        var input = worker.input() == null ? "" : String.valueOf(worker.input());
        return String.format("%9d %8s %8s  %s", worker.pid(), age, memory, input);
    }

    private static String megabytes(long kibibytes) {
        return Tally.grouped(kibibytes / 1024) + " MB";
    }

    /** Returns the resident memory of a process where the system tells, or 0. */
    private static long residentKibibytes(long pid) {
        var status = Path.of("/proc/" + pid + "/status");
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException untold) {
            return 0;
        }
    }

    /** Returns the line for a log. */
    String line() {
        return String.join(", ", parts());
    }
}
