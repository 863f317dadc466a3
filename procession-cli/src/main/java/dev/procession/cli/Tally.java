package dev.procession.cli;

import dev.procession.pool.Outcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Counts outcomes; safe for one writer and many readers. */
final class Tally {

    private final Map<Status, Long> counts = new EnumMap<>(Status.class);
    private long retries;

    /** Adds inputs that had their value before this run. */
    synchronized void addEarlier(long ok) {
        counts.merge(Status.OK, ok, Long::sum);
    }

    synchronized void add(Outcome<?, ?> outcome) {
        counts.merge(Status.of(outcome), 1L, Long::sum);
        retries += Math.max(0, outcome.run().attempts() - 1);
    }

    synchronized long count(Status status) {
        return counts.getOrDefault(status, 0L);
    }

    synchronized long inputs() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long failed() {
        return inputs() - count(Status.OK);
    }

    /** How many attempts there were beyond the first of each input. */
    synchronized long retries() {
        return retries;
    }

    /** Returns the last line of JSON output. */
    String json(double seconds, long workersStarted) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("inputs", inputs());
        for (var status : Status.values()) {
            summary.put(status.word(), count(status));
        }
        summary.put("seconds", Math.round(seconds * 1000) / 1000.0);
        summary.put("workersStarted", workersStarted);
        return JsonText.ofPlain(Map.of("summary", summary));
    }

    /** Returns the last line for a person. */
    String line(double seconds, long workersStarted) {
        var parts = new StringJoiner(", ");
        for (var status : Status.values()) {
            if (count(status) > 0 || status == Status.OK) {
                parts.add(grouped(count(status)) + " " + status.word());
            }
        }
        if (retries() > 0) {
            parts.add(retries() == 1 ? "1 retry" : grouped(retries()) + " retries");
        }
        return String.format(
                Locale.ROOT,
                "%s: %s; %.1f s, %s started",
                counted(inputs(), "input"),
                parts,
                seconds,
                counted(workersStarted, "worker"));
    }

    static String counted(long count, String noun) {
        return grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
