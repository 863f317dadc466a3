package dev.procession.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the process that a pid or a name on the command line means. */
final class ProcessChoice {

    private ProcessChoice() {}

    /**
     * Finds it.
     *
     * @param wanted a pid, or a name that only one process has
     * @throws UsageException if there is none among this user's programs, or there are several
     */
    static Seen.Row of(Seen seen, String wanted) {
        var rows = seen.rows();
        var isPid = wanted.matches("\\d{1,18}");
        var found =
                rows.stream()
                        .filter(row ->
                                isPid
                                        ? row.pid() == Long.parseLong(wanted)
                                        : row.name().equals(wanted))
                        .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            var names = rows.stream().map(Seen.Row::name).distinct().toList();
            throw UsageException.withSuggestions(
                    "no process of your programs has this "
                            + (isPid ? "pid: " : "name: ")
                            + wanted
                            + "; procession ps lists them",
                    isPid ? List.of() : NearestNames.of(wanted, names));
        }
        throw new UsageException(
                "several processes have this name, so nothing was done; name one by its pid: "
                        + found.stream()
                                .map(row -> row.pid() + " (" + row.role() + ", " + where(row) + ")")
                                .collect(Collectors.joining(", ")));
    }

    private static String where(Seen.Row row) {
        return row.what().isEmpty() ? row.state() : Columns.fit(row.what(), 40);
    }

    /** Returns a process and all below it, itself first. */
    static List<Seen.Row> withTree(Seen seen, Seen.Row top) {
        List<Seen.Row> tree = new ArrayList<>();
        for (var row : seen.rows()) {
            var isBelow = tree.stream().anyMatch(each -> each.pid() == row.os().parent());
            if (row.pid() == top.pid() || isBelow) {
                tree.add(row);
            }
        }
        return tree;
    }
}
