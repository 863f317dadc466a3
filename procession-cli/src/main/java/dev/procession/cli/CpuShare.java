package dev.procession.cli;

import java.util.HashMap;
import java.util.Map;

/** How much of a processor each process has used between two looks. */
final class CpuShare {

    private final Map<ProcessHandle, Double> shares = new HashMap<>();

    /** Nothing is known before the second look. */
    CpuShare() {}

    CpuShare(Seen before, Seen now) {
        Map<ProcessHandle, Seen.Row> known = new HashMap<>();
        before.rows().forEach(row -> known.put(row.os().handle(), row));
        var passed = Math.max(1, now.nanos() - before.nanos());
        for (var row : now.rows()) {
            var old = known.get(row.os().handle());
            if (old != null) {
                var used = row.os().cpu().minus(old.os().cpu()).toNanos();
                shares.put(row.os().handle(), Math.max(0, used / (double) passed));
            }
        }
    }

    /** Returns it, 1 being all of one processor; 0 if the process was not there before. */
    double of(Seen.Row row) {
        return shares.getOrDefault(row.os().handle(), 0.0);
    }
}
