package dev.procession.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code procession top} shows, and what keys do to that; knows nothing of a terminal. Belongs
 * to one thread.
 */
final class TopView {

    private static final String KEYS = "q quit  s sort  / filter  d dump  x kill  ? help";
    private static final List<String> HELP =
            List.of(
                    "arrows  select a process (or j and k)",
                    "s       next order: tree, cpu, memory, age, done, name",
                    "/       only what has a text; Enter ends, Esc clears",
                    "d       dump the selected one: stacks and locks",
                    "x       end the selected one",
                    "q       quit (or Ctrl-C)",
                    "",
                    "STATE   of a worker: starting, idle, busy for AGE,",
                    "        leaving; of others: runs, stopped",
                    "CPU%    of one processor, since the look before",
                    "MEM     what a process has for itself",
                    "DONE    tasks");

    /** What the command is to do for a key. */
    sealed interface Wish {
        /** To end. */
        record Quit() implements Wish {}

        /** To end a process. */
        record Kill(Seen.Row row) implements Wish {}

        /** To dump a process. */
        record Dump(Seen.Row row) implements Wish {}
    }

    /** What keys are for at the moment. */
    private enum Mode {
        LIST,
        FILTER,
        CONFIRM,
        TEXT
    }

    private Seen seen = new Seen(List.of(), 0);
    private CpuShare share = new CpuShare();
    private boolean hasLooked;
    private ProcessOrder order;
    private Mode mode = Mode.LIST;
    private String filter = "";
    private String message = "";
    private Seen.@Nullable Row selected;
    private int selectedIndex;
    private int firstShown;
    private List<String> text = List.of();
    private int textFrom;
    private List<Seen.Row> rows = List.of();

    TopView(ProcessOrder order) {
        this.order = order;
    }

    /** Shows what was seen by a new look. */
    void show(Seen now) {
        share = hasLooked ? new CpuShare(seen, now) : new CpuShare();
        hasLooked = true;
        seen = now;
        arrange();
    }

    /** Shows a message in the last line. */
    void say(String said) {
        message = said;
    }

    /** Shows a text in place of the list, until a key is pressed. */
    void read(List<String> lines) {
        text = List.copyOf(lines);
        textFrom = 0;
        mode = Mode.TEXT;
    }

    private void arrange() {
        List<Seen.Row> arranged = new ArrayList<>(seen.rows());
        arranged.removeIf(row -> !matches(row));
        order.sort(arranged, share);
        rows = List.copyOf(arranged);
        for (var i = 0; i < rows.size(); i++) {
            if (selected != null && rows.get(i).isSame(selected)) {
                selectedIndex = i;
            }
        }
        select(selectedIndex);
    }

    private boolean matches(Seen.Row row) {
        var wanted = filter.toLowerCase(Locale.ROOT);
        return (row.pid()
                        + " "
                        + row.name()
                        + " "
                        + row.role()
                        + " "
                        + row.state()
                        + " "
                        + row.what())
                .toLowerCase(Locale.ROOT)
                .contains(wanted);
    }

    private void select(int index) {
        selectedIndex = Math.clamp(index, 0, Math.max(0, rows.size() - 1));
        selected = selectedRow();
    }

    private Seen.@Nullable Row selectedRow() {
        return rows.isEmpty() ? null : rows.get(selectedIndex);
    }

    // ---- keys --------------------------------------------------------------------------------

    /** Does what a key is for; returns what is left to the command. */
    @Nullable Wish press(Key key) {
        return switch (mode) {
            case LIST -> pressInList(key);
            case FILTER -> pressInFilter(key);
            case CONFIRM -> pressToConfirm(key);
            case TEXT -> pressInText(key);
        };
    }

    private @Nullable Wish pressInList(Key key) {
        message = "";
        switch (key) {
            case Key.Up() -> select(selectedIndex - 1);
            case Key.Down() -> select(selectedIndex + 1);
            case Key.Typed(int character) -> {
                return pressInList(character);
            }
            default -> {
                // Keys that mean nothing here.
            }
        }
        return null;
    }

    private @Nullable Wish pressInList(int character) {
        var row = selectedRow();
        switch (character) {
            case 'q' -> {
                return new Wish.Quit();
            }
            case 'k' -> select(selectedIndex - 1);
            case 'j' -> select(selectedIndex + 1);
            case 's' -> {
                order = order.next();
                arrange();
            }
            case '/' -> mode = Mode.FILTER;
            case '?', 'h' -> read(HELP);
            case 'd' -> {
                return row == null ? null : new Wish.Dump(row);
            }
            case 'x' -> mode = row == null ? Mode.LIST : Mode.CONFIRM;
            default -> message = "";
        }
        return null;
    }

    private @Nullable Wish pressInFilter(Key key) {
        switch (key) {
            case Key.Enter() -> mode = Mode.LIST;
            case Key.Escape() -> {
                filter = "";
                mode = Mode.LIST;
            }
            case Key.Erase() ->
                    filter = filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1);
            case Key.Typed(int character) -> filter += Character.toString(character);
            default -> {
                // The list stays as it is.
            }
        }
        arrange();
        return null;
    }

    private @Nullable Wish pressToConfirm(Key key) {
        mode = Mode.LIST;
        var row = selectedRow();
        var isYes = key instanceof Key.Typed(int character) && character == 'y';
        if (isYes && row != null) {
            return new Wish.Kill(row);
        }
        message = "nothing was done";
        return null;
    }

    private @Nullable Wish pressInText(Key key) {
        switch (key) {
            case Key.Up() -> textFrom = Math.max(0, textFrom - 1);
            case Key.Down() -> textFrom++;
            case Key.PageUp() -> textFrom = Math.max(0, textFrom - 20);
            case Key.PageDown() -> textFrom += 20;
            case Key.Typed(int character) when character == ' ' -> textFrom += 20;
            default -> mode = Mode.LIST;
        }
        return null;
    }

    /** Returns the list as lines of any length, for output that is no terminal. */
    List<String> list() {
        List<String> lines =
                new ArrayList<>(
                        ProcessColumns.ofShare(order == ProcessOrder.TREE, share::of)
                                .lines(rows, ProcessColumns.UNLIMITED));
        if (rows.isEmpty()) {
            lines.set(0, nothing());
        }
        lines.addAll(SeenSummary.lines(seen, ProcessColumns.UNLIMITED));
        return lines;
    }

    // ---- the picture -------------------------------------------------------------------------

    /**
     * Returns the screen: as many lines as there are rows at most, none wider than it.
     *
     * @param marked says how the selected line stands out
     */
    List<String> draw(int width, int height, UnaryOperator<String> marked) {
        return mode == Mode.TEXT ? drawText(width, height) : drawList(width, height, marked);
    }

    private List<String> drawText(int width, int height) {
        var room = Math.max(1, height - 1);
        textFrom = Math.min(textFrom, Math.max(0, text.size() - room));
        List<String> lines = new ArrayList<>();
        for (var line : text.subList(textFrom, Math.min(text.size(), textFrom + room))) {
            lines.add(Columns.fit(line.replace("\t", "    "), width));
        }
        var rest = text.size() - textFrom - room;
        lines.add(Columns.fit(rest > 0 ? "arrows, space: more; q: back" : "q: back", width));
        return lines;
    }

    private List<String> drawList(int width, int height, UnaryOperator<String> marked) {
        List<String> lines = new ArrayList<>();
        lines.add(TopTitle.of(seen, order, width));
        var summary = SeenSummary.lines(seen, width);
        // The list needs room more than the pools do.
        var room = Math.clamp(height / 4, 0, summary.size());
        lines.addAll(summary.subList(0, room));
        if (room < summary.size() && room > 0) {
            var more = summary.size() - room + 1;
            lines.set(
                    lines.size() - 1, Columns.fit("and " + more + " pools and queues more", width));
        }
        var table =
                ProcessColumns.ofShare(order == ProcessOrder.TREE, share::of).lines(rows, width);
        lines.add(table.getFirst());
        addRows(table.subList(1, table.size()), height - lines.size() - 1, width, marked, lines);
        lines.add(Columns.fit(lastLine(), width));
        return lines;
    }

    private void addRows(
            List<String> table,
            int room,
            int width,
            UnaryOperator<String> marked,
            List<String> lines) {
        if (table.isEmpty()) {
            lines.add(Columns.fit(nothing(), width));
            return;
        }
        var shown = Math.max(1, room);
        firstShown = Math.clamp(firstShown, selectedIndex - shown + 1, selectedIndex);
        firstShown = Math.clamp(firstShown, 0, Math.max(0, table.size() - shown));
        for (var i = firstShown; i < Math.min(table.size(), firstShown + shown); i++) {
            var line = table.get(i);
            lines.add(i == selectedIndex ? marked.apply(Columns.left(line, width)) : line);
        }
    }

    private String nothing() {
        if (!hasLooked) {
            return "looking ...";
        }
        return filter.isEmpty()
                ? "no program of yours that uses Procession runs here"
                : "nothing has this text";
    }

    private String lastLine() {
        var row = selectedRow();
        if (mode == Mode.CONFIRM && row != null) {
            return "end " + row.describe() + "? y: yes, any other key: no";
        }
        if (mode == Mode.FILTER) {
            return "filter: " + filter + "_";
        }
        if (!message.isEmpty()) {
            return message;
        }
        return filter.isEmpty() ? KEYS : "only: " + filter + "  (/ Esc: all)  " + KEYS;
    }
}
