package dev.procession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Processes as lines of a table that is as wide as there is room for. */
final class ProcessColumns {

    /** For output that is no terminal, whose lines may be as long as they want to. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int LONGEST_NAME = 26;
    private static final int LEAST_NAME = 6;
    private static final int LEAST_WHAT = 16;
    private static final String NAME = "NAME";

    /** Before columns up to this rank are left out, names are cut. */
    private static final int MORE_THAN_WHOLE_NAME = 2;

    /** What a process does is worth more than columns from this rank on. */
    private static final int LESS_THAN_WHAT = 7;

    private final List<Column> columns;

    /**
     * A column.
     *
     * @param rank columns of a low rank are left out last
     */
    private record Column(
            String title, boolean isRight, int rank, Function<Seen.Row, String> text) {

        String cell(String text, int width) {
            return isRight ? Columns.right(text, width) : Columns.left(text, width);
        }
    }

    private ProcessColumns(List<Column> columns) {
        this.columns = columns;
    }

    /** For {@code ps}: with the processor time that a process has used. */
    static ProcessColumns ofTime(boolean isTree) {
        var time = new Column("CPU", true, 3, row -> Durations.clock(row.os().cpu()));
        var parent = new Column("PPID", true, 8, row -> Long.toString(row.os().parent()));
        var columns = common(isTree, time);
        columns.add(1, parent);
        return new ProcessColumns(columns);
    }

    /** For {@code top}: with how much of a processor it uses, 1 being all of one. */
    static ProcessColumns ofShare(boolean isTree, ToDoubleFunction<Seen.Row> share) {
        var used =
                new Column(
                        "CPU%",
                        true,
                        3,
                        row -> String.format(Locale.ROOT, "%.0f", 100 * share.applyAsDouble(row)));
        return new ProcessColumns(common(isTree, used));
    }

    private static List<Column> common(boolean isTree, Column processor) {
        List<Column> all = new ArrayList<>();
        all.add(new Column("PID", true, 0, row -> Long.toString(row.pid())));
        all.add(
                new Column(
                        NAME,
                        false,
                        1,
                        row -> (isTree ? "  ".repeat(row.depth()) : "") + row.name()));
        all.add(new Column("ROLE", false, 7, Seen.Row::role));
        all.add(new Column("STATE", false, 2, Seen.Row::state));
        all.add(new Column("AGE", true, 4, row -> age(row.age())));
        all.add(processor);
        all.add(new Column("MEM", true, 5, row -> size(row.residentBytes())));
        all.add(
                new Column(
                        "DONE",
                        true,
                        6,
                        row -> row.tasksDone() < 0 ? "" : Long.toString(row.tasksDone())));
        return all;
    }

    /** Returns for how long a task has run, short. */
    static String age(Duration age) {
        if (age.isZero()) {
            return "";
        }
        return age.toMinutes() < 1
                ? String.format(Locale.ROOT, "%.1fs", age.toMillis() / 1000.0)
                : Durations.clock(age);
    }

    /** Returns a size in binary units, of three digits or so. */
    static String size(long bytes) {
        if (bytes == 0) {
            return "";
        }
        return bytes < 10L << 30
                ? Math.max(1, bytes >> 20) + "M"
                : String.format(Locale.ROOT, "%.1fG", bytes / (double) (1 << 30));
    }

    /**
     * Returns the title and a line for each process, none wider than that; what a process does
     * stands last and has what room is left.
     */
    List<String> lines(List<Seen.Row> rows, int width) {
        var widths = columns.stream().mapToInt(column -> width(column, rows)).toArray();
        var shown = shown(widths, width);
        var needed = needed(shown, widths);
        var left = width == UNLIMITED ? UNLIMITED : width - needed;
        List<String> lines = new ArrayList<>();
        lines.add(line(shown, widths, Column::title, left >= LEAST_WHAT ? "WHAT" : "", left));
        for (var row : rows) {
            lines.add(line(shown, widths, column -> column.text().apply(row), what(row), left));
        }
        return lines;
    }

    /** Chooses the columns that there is room for, and makes that of the names fit. */
    private List<Column> shown(int[] widths, int width) {
        List<Column> shown = new ArrayList<>(columns);
        while (shown.size() > 1) {
            var least = shown.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow();
            if (least.rank() <= MORE_THAN_WHOLE_NAME) {
                cutNames(widths, needed(shown, widths) - (width + 1));
            }
            var room = least.rank() >= LESS_THAN_WHAT ? width - LEAST_WHAT : width + 1;
            if (needed(shown, widths) <= room) {
                break;
            }
            shown.remove(least);
        }
        return shown;
    }

    private void cutNames(int[] widths, int excess) {
        for (var i = 0; i < widths.length; i++) {
            if (columns.get(i).title().equals(NAME)) {
                widths[i] -= Math.clamp(excess, 0, Math.max(0, widths[i] - LEAST_NAME));
            }
        }
    }

    /** Returns how wide the columns are, with a space behind each. */
    private int needed(List<Column> shown, int[] widths) {
        return shown.stream().mapToInt(each -> widths[columns.indexOf(each)] + 1).sum();
    }

    private static int width(Column column, List<Seen.Row> rows) {
        var widest = column.title().length();
        for (var row : rows) {
            widest = Math.max(widest, Columns.width(Columns.visible(column.text().apply(row))));
        }
        return Math.min(widest, LONGEST_NAME);
    }

    private String line(
            List<Column> shown,
            int[] widths,
            Function<Column, String> text,
            String what,
            int left) {
        var line = new StringBuilder();
        for (var column : shown) {
            line.append(column.cell(text.apply(column), widths[columns.indexOf(column)]));
            line.append(' ');
        }
        if (left >= LEAST_WHAT) {
            line.append(left == UNLIMITED ? Columns.visible(what) : Columns.fit(what, left));
        }
        return line.toString().stripTrailing();
    }

    private static String what(Seen.Row row) {
        if (row.note().isEmpty()) {
            return row.what();
        }
        return row.what().isEmpty() ? row.note() : row.note() + "; " + row.what();
    }
}
